import { CommanderError } from 'commander';
import { EXIT_USAGE } from './failure.ts';
import { buildProgram } from './program.ts';

await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<void> {
  endWithReader();
  try {
    await buildProgram().parseAsync(withCommand(args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    // Help and version that were asked for come this way too, with exit code 0.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

/** `hookbench` alone, or with flags alone, is `hookbench open`. */
function withCommand(args: readonly string[]): string[] {
  const first = args[0];
  const isAsking = ['-h', '--help', '-V', '--version'].includes(first ?? '');
  return first === undefined || (first.startsWith('-') && !isAsking)
    ? ['open', ...args]
    : [...args];
}

/** A reader such as `head` that has seen enough is no failure. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      process.exit(0);
    }
    throw error;
  });
}
