import { type Command, Option } from 'commander';
import { type Config, type LogLevel, loadConfig } from '../hosts/config.ts';
import {
  CONFIG_KEY_NAMES,
  type ConfigKeyName,
  flagOf,
  getConfigKey,
} from '../hosts/config-keys.ts';

/** The flags of these keys, with --config, grouped as in the list of keys. */
export function addConfigOptions(
  command: Command,
  names: readonly ConfigKeyName[] = CONFIG_KEY_NAMES,
): Command {
  command.addOption(
    new Option('--config <FILE>', 'a configuration file; default: hookbench.config.json').helpGroup(
      'Configuration:',
    ),
  );
  for (const name of names) {
    const key = getConfigKey(name);
    if (!key.secret) {
      command.addOption(
        new Option(`${flagOf(name)} <${key.placeholder}>`, key.help).helpGroup(`${key.group}:`),
      );
    }
  }
  return command;
}

/** The configuration in force for a command, from its flags, the environment and the file. */
export function configOf(
  options: Readonly<Record<string, unknown>>,
  defaultLogLevel?: LogLevel,
): Config {
  const flags: Record<string, unknown> = { config: options.config };
  for (const name of CONFIG_KEY_NAMES) {
    const attribute = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    flags[name] = options[attribute];
  }
  return loadConfig({ flags, defaultLogLevel });
}
