import type { Command } from 'commander';
import type { Config } from '../../hosts/config.ts';
import type { HeadlessServer } from '../../hosts/headless.ts';
import { readVersion } from '../../hosts/version.ts';
import { addConfigOptions, configOf } from '../config-options.ts';
import { runs } from '../run-command.ts';
import { runServer } from '../run-server.ts';
import type { Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .summary('the servers without a window')
    .description(
      'Runs exposee, receiver and control API until Ctrl-C. The printed address of the window holds a code for one use.\n\nEvery flag below is a key of hookbench.config.json (exposee_port) and an environment variable (HOOKBENCH_EXPOSEE_PORT) too; flags win, then the environment, then the file. Two more come from the environment: HOOKBENCH_DATA_KEY seals secrets (default: the file key in the data folder), HOOKBENCH_EXPOSEE_API_KEY closes the routes of the exposee.',
    );
  addConfigOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench serve
  $ hookbench serve --exposee-port 0 --receiver-port 0 --control-port 0 --json
  $ hookbench serve --data ./data --host 0.0.0.0 --exposee-public-url https://hooks.example.com`,
  );
  runs(command, serve);
}

async function serve(terminal: Terminal, options: Options) {
  // A person at a terminal has the window for every attempt; a log that is kept should hold them.
  const config = configOf(options, process.stderr.isTTY ? 'warn' : 'info');
  return await runServer(terminal, config, (server) => announce(terminal, config, server));
}

function announce(terminal: Terminal, config: Config, server: HeadlessServer): void {
  const { control, exposee, receiver } = server.urls;
  const ready = { ready: true, control, exposee, receiver, token: server.token, pid: process.pid };
  terminal.result(ready, () => describeServer(terminal, config, server));
}

/** The banner of `serve` and of `open` in the browser. */
export function describeServer(
  { colors }: Terminal,
  config: Config,
  server: HeadlessServer,
): string {
  const { exposee, receiver } = server.urls;
  const publicUrl = (url: string | null | undefined) => (url ? colors.dim(`  public ${url}`) : '');
  return [
    `${colors.bold('Hookbench')} ${readVersion()} is running; Ctrl-C stops it`,
    '',
    `  Exposee   ${colors.cyan(exposee)}${publicUrl(config.settings.exposee_public_url)}`,
    `  Docs      ${colors.cyan(`${exposee}/docs`)}`,
    `  Receiver  ${colors.cyan(receiver)}${publicUrl(config.settings.receiver_public_url)}`,
    `  Data      ${config.dataDir}`,
    ...(config.redisUrl === null ? [] : [`  Redis     ${new URL(config.redisUrl).host}`]),
    `  Window    ${colors.cyan(server.windowUrl())}`,
  ].join('\n');
}
