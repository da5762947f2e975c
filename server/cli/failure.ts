import type { Problem } from '../contract/problem.ts';
import { ConfigError } from '../hosts/config.ts';
import { plain, type Terminal } from './terminal.ts';

export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;

/** What a command could not do, in a sentence; no stack is shown. */
export class CommandFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_FAILURE) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** A server's refusal, as its problem document says it. */
export class ApiFailure extends CommandFailure {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiFailure';
    this.problem = problem;
  }
}

export function usageFailure(message: string): CommandFailure {
  return new CommandFailure(message, EXIT_USAGE);
}

/** Says the failure on stderr and answers the exit code. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  for (const line of linesOf(error)) {
    terminal.note(line.startsWith('  ') ? line : `${terminal.noteColors.red('error:')} ${line}`);
  }
  if (process.env.HOOKBENCH_LOG_LEVEL === 'debug' && error instanceof Error && error.stack) {
    terminal.note(error.stack);
  }
  if (error instanceof ConfigError) {
    return error.isUsage ? EXIT_USAGE : EXIT_FAILURE;
  }
  return error instanceof CommandFailure ? error.exitCode : EXIT_FAILURE;
}

function linesOf(error: unknown): string[] {
  if (error instanceof ApiFailure) {
    const { detail, code, errors = [] } = error.problem;
    const fields = errors.map(
      ({ path, message }) => `  ${plain(path || 'body')}: ${plain(message)}`,
    );
    // Where one field is wrong, the detail says it already.
    const more = fields.filter((line) => line.trim() !== plain(detail));
    return [`${plain(detail)} (${code})`, ...more];
  }
  if (error instanceof ConfigError) {
    return error.problems.map((problem) => problem.text);
  }
  return [error instanceof Error ? error.message : String(error)];
}
