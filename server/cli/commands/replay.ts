import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { HttpUrlSchema } from '../../contract/text.ts';
import { findDialect, listDialects } from '../../core/dialects/registry.ts';
import { AppError } from '../../core/errors.ts';
import { type ExchangeRecord, lacksBytes } from '../../core/exchange-record.ts';
import type { ReplayedExchange, ReplayFileTask } from '../../hosts/replay-file.ts';
import { CommandFailure, EXIT_FAILURE, usageFailure } from '../failure.ts';
import { writeJunit } from '../junit.ts';
import { duration } from '../numbers.ts';
import { type OutputFile, openOutput } from '../output-file.ts';
import { runs, textOption } from '../run-command.ts';
import { plain, type Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

const DEFAULT_TIMEOUT_MS = 15_000;

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .summary('send recorded requests again')
    .description(
      'Sends the requests of a cassette, a HAR or a raw HTTP request to a URL, one after the other: exactly as recorded, or signed anew with --secret. What was answered then is expected now, else any 2xx. Needs no server.\nExit code 0: every answer was as expected. 1: not.',
    )
    .argument('<file>', 'a cassette, a HAR or a raw HTTP request, as hookbench export writes them')
    .requiredOption('--to <URL>', 'where they go; without a path each keeps its own')
    .option('--secret <S>', 'sign each one anew with this secret')
    .option('--dialect <D>', 'in the manner of this provider; default: standard')
    .option('--timeout <TIME>', 'for each answer; default: 15s', duration)
    .option('--junit <FILE>', 'write the results as JUnit XML too')
    .addHelpText(
      'after',
      `
Examples:
  $ hookbench replay orders.cassette --to http://127.0.0.1:3000
  $ hookbench replay orders.cassette --to http://127.0.0.1:3000/webhooks --secret whsec_… --junit results.xml`,
    );
  runs(command, replay);
}

async function replay(terminal: Terminal, options: Options, args: readonly string[]) {
  const path = args[0] ?? '';
  const to = HttpUrlSchema.safeParse(options.to);
  if (!to.success) {
    throw usageFailure(`--to takes ${to.error.issues[0]?.message ?? 'a URL'}`);
  }
  const signer = signerOf(options);
  const { isMasked, readRecorded, replayFile } = await import('../../hosts/replay-file.ts');
  const exchanges = readExchanges(path, await readBytes(path), readRecorded);
  if (!signer && exchanges.some(isMasked)) {
    terminal.note(
      'note: credentials or signatures in this file are masked: export it with --include-credentials, or sign anew with --secret',
    );
  }
  const short = exchanges.flatMap((exchange, index) =>
    lacksBytes(exchange) ? [`#${index + 1}`] : [],
  );
  if (short.length > 0) {
    terminal.note(`note: this file lacks the body, or its end, of ${short.join(', ')}`);
  }
  const timeoutMs = typeof options.timeout === 'number' ? options.timeout : DEFAULT_TIMEOUT_MS;
  const junit = textOption(options, 'junit');
  const report = junit === undefined ? undefined : await openOutput(junit);
  const sent = replayFile({ exchanges, to: to.data, signer, timeoutMs });
  try {
    return await printResults(terminal, { path, sent, report });
  } finally {
    await report?.close();
  }
}

interface Run {
  readonly path: string;
  readonly sent: AsyncIterable<ReplayedExchange>;
  readonly report: OutputFile | undefined;
}

async function printResults(terminal: Terminal, { path, sent, report }: Run): Promise<number> {
  const startedAtMs = Date.now();
  const results: ReplayedExchange[] = [];
  for await (const result of sent) {
    results.push(result);
    printResult(terminal, result);
  }
  await report?.write(writeJunit({ name: path, startedAtMs, results }));
  const failed = results.filter((result) => !result.isAsExpected).length;
  terminal.note(`${results.length - failed} of ${results.length} as expected`);
  return failed === 0 ? 0 : EXIT_FAILURE;
}

function printResult(terminal: Terminal, result: ReplayedExchange): void {
  const { number, method, url, status, expected, text } = result;
  const value = {
    number,
    method,
    url,
    status,
    expected,
    is_as_expected: result.isAsExpected,
    duration_ms: result.durationMs,
    text,
  };
  const { green, red } = terminal.colors;
  const mark = result.isAsExpected ? green('✓') : red('✗');
  terminal.result(value, () => `${mark} #${number} ${plain(`${method} ${url}`)}  ${plain(text)}`);
}

function signerOf(options: Options): ReplayFileTask['signer'] {
  const secret = textOption(options, 'secret');
  const dialectId = textOption(options, 'dialect');
  if (secret === undefined) {
    if (dialectId !== undefined) {
      throw usageFailure('--dialect says how to sign: give the --secret to sign with too');
    }
    return null;
  }
  const dialect = findDialect(dialectId ?? 'standard');
  if (!dialect) {
    const ids = listDialects().map(({ id }) => id);
    throw usageFailure(`--dialect takes one of ${ids.join(', ')}; it is ${plain(dialectId ?? '')}`);
  }
  try {
    return { dialect, key: dialect.importKey(secret) };
  } catch (error) {
    throw error instanceof AppError ? usageFailure(`--secret: ${error.message}`) : error;
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CommandFailure(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function readExchanges(
  path: string,
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => readonly ExchangeRecord[],
): readonly ExchangeRecord[] {
  try {
    const exchanges = read(bytes);
    if (exchanges.length > 0) {
      return exchanges;
    }
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    throw new CommandFailure(`${path}: ${error.message}`);
  }
  throw new CommandFailure(`${path} holds no requests`);
}
