import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../../hosts/config.ts';
import type { ConfigKeyName } from '../../hosts/config-keys.ts';
import { addConfigOptions, configOf } from '../config-options.ts';
import { usageFailure } from '../failure.ts';
import { runs } from '../run-command.ts';
import { endSoon, waitForStop } from '../run-server.ts';
import type { Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

const KEYS: readonly ConfigKeyName[] = [
  'redis',
  'redis_host',
  'redis_port',
  'data',
  'exposee_public_url',
  'allowed_private_hosts',
  'stop_wait_ms',
  'log_level',
];
const DEFAULT_CONCURRENCY = 256;
const MAX_CONCURRENCY = 10_000;

export function addWorker(program: Command): void {
  const command = program
    .command('worker')
    .summary('one more delivery worker beside serve --redis')
    .description(
      'Delivers what a server on the same Redis has accepted, until Ctrl-C. It listens nowhere. What a worker was sending when it died is sent again by the others.\n\nIt needs the data key of its server: HOOKBENCH_DATA_KEY, or --data with a folder that holds the file key (and the folder dialects, if there are dialects of your own).',
    )
    .addOption(
      new Option('--concurrency <N>', 'attempts in flight at most')
        .default(DEFAULT_CONCURRENCY)
        .argParser(readConcurrency),
    );
  addConfigOptions(command, KEYS).addHelpText(
    'after',
    `
Examples:
  $ hookbench serve --redis redis://127.0.0.1:6379
  $ hookbench worker --redis redis://127.0.0.1:6379
  $ HOOKBENCH_DATA_KEY=… hookbench worker --redis redis://redis.internal:6379 --concurrency 500`,
  );
  runs(command, work);
}

async function work(terminal: Terminal, options: Options): Promise<number> {
  const config = configOf(options, process.stderr.isTTY ? 'warn' : 'info');
  if (config.redisUrl === null) {
    throw usageFailure('a worker needs the Redis of its server: name it with --redis URL');
  }
  const stopAsked = waitForStop(terminal);
  const warn = (text: string) => terminal.note(`${terminal.noteColors.yellow('warning:')} ${text}`);
  for (const warning of config.warnings) {
    warn(warning);
  }
  const concurrency = Number(options.concurrency);
  const { startWorker } = await import('../../hosts/worker.ts');
  const worker = await startWorker(config, { concurrency, warn });
  announce(terminal, config, concurrency);
  await stopAsked;
  await worker.stop();
  endSoon();
  return 0;
}

function announce(terminal: Terminal, config: Config, concurrency: number): void {
  // A URL may hold a password: host and port are all that is said of it.
  const redis = config.redisUrl === null ? null : new URL(config.redisUrl).host;
  const ready = { ready: true, redis, concurrency, pid: process.pid };
  terminal.result(ready, () => {
    const { bold, cyan } = terminal.colors;
    return `${bold('Hookbench worker')} delivers from Redis at ${cyan(redis ?? '')}; Ctrl-C stops it`;
  });
}

function readConcurrency(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > MAX_CONCURRENCY) {
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${MAX_CONCURRENCY}.`);
  }
  return value;
}
