import type { Command } from 'commander';
import { addConfigOptions, configOf } from '../config-options.ts';
import { openBrowser } from '../open-browser.ts';
import { runs } from '../run-command.ts';
import { runServer } from '../run-server.ts';
import { startDesktop } from '../start-desktop.ts';
import type { Terminal } from '../terminal.ts';
import { describeServer } from './serve.ts';

type Options = Readonly<Record<string, unknown>>;

export function addOpen(program: Command): void {
  const command = program
    .command('open')
    .summary('the desktop app, or the same window in the browser')
    .description(
      'Opens the desktop app. Where Electron cannot run, says why and opens the same window in the browser. This is what hookbench does without a command.\n\nThe flags below are for the browser; the desktop app has its own data folder and reads HOOKBENCH_* from the environment.',
    )
    .option('--browser', 'the browser, even where the desktop app could run');
  addConfigOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench
  $ hookbench open --browser
  $ hookbench open --browser --data ./data --exposee-port 9000`,
  );
  runs(command, open);
}

async function open(terminal: Terminal, options: Options) {
  const config = configOf(options, 'warn');
  if (options.browser !== true) {
    const desktop = await startDesktop({ say: (line) => terminal.note(line) });
    if (desktop.started) {
      return await desktop.waitForExit;
    }
    terminal.note(
      `The desktop window cannot open: ${desktop.why}. The same window opens in the browser.`,
    );
  }
  return await runServer(terminal, config, async (server) => {
    const { control, exposee, receiver } = server.urls;
    const ready = {
      ready: true,
      control,
      exposee,
      receiver,
      token: server.token,
      pid: process.pid,
    };
    terminal.result(ready, () => describeServer(terminal, config, server));
    await openBrowser(server.windowUrl());
  });
}
