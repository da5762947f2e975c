import type { Command } from 'commander';
import { reportFailure } from './failure.ts';
import { createTerminal, type Terminal } from './terminal.ts';

type Options = Readonly<Record<string, unknown>>;

/** Wraps what a command does: its terminal, its failures in words, its exit code. */
export function runs(
  command: Command,
  run: (
    terminal: Terminal,
    options: Options,
    args: readonly string[],
  ) => Promise<number | undefined>,
): Command {
  command.option('--json', 'JSON on stdout, everything else on stderr');
  return command.action(async () => {
    const options = command.opts<Options>();
    const terminal = createTerminal({ isJson: options.json === true });
    if (typeof options.secret === 'string') {
      terminal.hide(options.secret);
    }
    try {
      process.exitCode = (await run(terminal, options, command.args)) ?? 0;
    } catch (error) {
      process.exitCode = reportFailure(error, terminal);
    } finally {
      terminal.endProgress();
    }
  });
}

/** An option's text, where it was given. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
