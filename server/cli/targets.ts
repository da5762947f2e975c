import { type Command, Option } from 'commander';
import { HttpUrlSchema } from '../contract/text.ts';
import { findRunningServer } from '../hosts/server-file.ts';
import type { Target } from './client.ts';
import { addConfigOptions, configOf } from './config-options.ts';
import { CommandFailure, usageFailure } from './failure.ts';

type Options = Readonly<Record<string, unknown>>;

/** For commands that speak to an exposee, whoever's it is. */
export function addExposeeOptions(command: Command): Command {
  command.option('--exposee <URL>', 'the exposee; default: the one that runs on this computer');
  return addConfigOptions(command, ['data']);
}

/** The same for a command whose --data is the data of an event. */
export function addExposeeOptionsBesideData(command: Command): Command {
  command.option('--exposee <URL>', 'the exposee; default: the one that runs on this computer');
  return addConfigOptions(command, []).addOption(
    new Option('--data-folder <DIR>', 'the data folder of a server on this computer').helpGroup(
      'Storage:',
    ),
  );
}

/** For commands that need the token of a server on this computer. */
export function addControlOptions(command: Command): Command {
  return addConfigOptions(command, ['data']);
}

/** --exposee, else the server of the data folder, else the configured address. */
export async function exposeeTarget(options: Options): Promise<Target> {
  const config = configOf(options);
  const bearer = config.settings.exposee_api_key ?? undefined;
  if (options.exposee !== undefined) {
    const url = HttpUrlSchema.safeParse(options.exposee);
    if (!url.success) {
      throw usageFailure(`--exposee takes ${url.error.issues[0]?.message ?? 'a URL'}`);
    }
    return { name: 'exposee', url: url.data, bearer };
  }
  const running = await findRunningServer(config.dataDir);
  const { host, port } = config.exposee;
  const configured = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { name: 'exposee', url: running?.exposee ?? configured, bearer };
}

/** The control API of the server that uses the data folder. */
export async function controlTarget(options: Options): Promise<Target> {
  const { dataDir } = configOf(options);
  const running = await findRunningServer(dataDir);
  if (!running) {
    throw new CommandFailure(
      `no server runs on the data folder ${dataDir}: start one with \`hookbench serve\`, or name its folder with --data DIR`,
    );
  }
  return { name: 'control API', url: running.control, bearer: running.token };
}
