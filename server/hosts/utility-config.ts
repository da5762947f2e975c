import type { StartOrder } from '../contract/bridge.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { StartError } from './start-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of the desktop app's server: that of a headless one, except that folder and key
 * come from the shell, and ports where the person chose another one. Throws StartError.
 */
export function utilityConfig(order: StartOrder, env: Environment): Config {
  const { control, exposee, receiver } = order.ports;
  const flags = {
    data: order.dataDir,
    control_port: control,
    exposee_port: exposee,
    receiver_port: receiver,
  };
  try {
    const config = loadConfig({ env: { ...env, HOOKBENCH_DATA_KEY: undefined }, flags });
    return { ...config, dataKeyBytes: order.dataKeyBytes };
  } catch (error) {
    throw error instanceof ConfigError ? new StartError('invalid_config', error.message) : error;
  }
}
