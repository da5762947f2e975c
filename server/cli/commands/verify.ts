import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Explanation } from '../../contract/explain.ts';
import type { SignatureReport } from '../../contract/signature.ts';
import { HttpUrlSchema } from '../../contract/text.ts';
import type { Dialect, DialectKey } from '../../core/dialects/dialect.ts';
import { findDialect, listDialects } from '../../core/dialects/registry.ts';
import { AppError } from '../../core/errors.ts';
import { explainSignature } from '../../core/explain/explain.ts';
import { parseRawRequest, urlOf } from '../../core/raw-request.ts';
import { CommandFailure, EXIT_FAILURE, usageFailure } from '../failure.ts';
import { runs, textOption } from '../run-command.ts';
import { readStdinBytes } from '../stdin.ts';
import { plain, type Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .summary('check the signature of a request in a file')
    .description(
      'Says whether a raw HTTP request is signed well and, if not, why. Needs no server.\nExit code 0: valid. 1: not.',
    )
    .requiredOption('--dialect <D>', `who signed it: ${dialectIds()}`)
    .requiredOption('--secret <S>', 'the signing secret, or the public key')
    .requiredOption('--request <FILE>', 'the request: line, headers, empty line, body; - for stdin')
    .option('--url <URL>', 'the URL as the sender called it; default: from Host and the path')
    .option('--at <TIME>', 'when it arrived, such as 2026-11-21T10:00:00Z; default: now')
    .addHelpText(
      'after',
      `
Examples:
  $ hookbench verify --dialect github --secret It-is-a-secret --request delivery.http
  $ hookbench verify --dialect standard --secret whsec_… --request old.http --at 2026-11-01T09:30:00Z`,
    );
  runs(command, verify);
}

async function verify(terminal: Terminal, options: Options) {
  const secret = textOption(options, 'secret') ?? '';
  const dialectId = textOption(options, 'dialect') ?? '';
  const dialect = findDialect(dialectId);
  if (!dialect) {
    throw usageFailure(`--dialect takes one of ${dialectIds()}; it is ${plain(dialectId)}`);
  }
  const request = parseRawRequest(await readRequest(textOption(options, 'request') ?? ''));
  for (const note of request.notes) {
    terminal.note(`note: ${note}`);
  }
  const explanation = explainSignature({
    dialect,
    dialects: listDialects(),
    request: {
      method: request.method,
      url: urlOption(options) ?? urlOf(request),
      headers: request.headers,
      bodyBytes: request.bodyBytes,
      nowMs: timeOption(options) ?? Date.now(),
      keys: [{ ...keyOf(secret, dialect), source: '--secret' }],
    },
    otherKeys: [],
  });
  const { report, headline, certainty, causes } = explanation;
  terminal.result({ ...report, certainty, headline, causes }, () =>
    [describeReport(report, terminal), ...describeCauses(explanation, terminal)].join('\n'),
  );
  return report.verdict === 'valid' ? 0 : EXIT_FAILURE;
}

/** What the dialect cannot take as a key is judged all the same: the report says what is wrong. */
function keyOf(secret: string, dialect: Dialect): DialectKey {
  try {
    return dialect.importKey(secret);
  } catch (error) {
    if (error instanceof AppError) {
      return { secret };
    }
    throw error;
  }
}

async function readRequest(path: string): Promise<Uint8Array> {
  if (path === '-') {
    return await readStdinBytes();
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new CommandFailure(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function urlOption(options: Options): string | undefined {
  const text = textOption(options, 'url');
  if (text !== undefined && !HttpUrlSchema.safeParse(text).success) {
    throw usageFailure('--url takes an absolute URL such as https://example.com/webhook');
  }
  return text;
}

function timeOption(options: Options): number | undefined {
  const text = textOption(options, 'at');
  if (text === undefined) {
    return undefined;
  }
  const timeMs = /^\d{10}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(timeMs)) {
    throw usageFailure('--at takes a time such as 2026-11-21T10:00:00Z, or unix seconds');
  }
  return timeMs;
}

function describeReport(report: SignatureReport, terminal: Terminal): string {
  const { colors } = terminal;
  const marks = { pass: colors.green('✓'), fail: colors.red('✗'), skipped: colors.dim('-') };
  const verdict = report.verdict === 'valid' ? colors.green : colors.red;
  return [
    `${verdict(report.verdict)}: ${plain(report.reason)}`,
    ...report.checks.map((check) => `  ${marks[check.result]} ${plain(check.text)}`),
    ...(report.received === null ? [] : [`  received  ${plain(report.received)}`]),
    ...(report.expected === null ? [] : [`  expected  ${plain(report.expected)}`]),
    ...report.notes.map((note) => `  ${colors.dim('note')} ${plain(note)}`),
  ].join('\n');
}

function describeCauses(explanation: Explanation, { colors }: Terminal): string[] {
  if (explanation.certainty === 'valid') {
    return [];
  }
  return [
    `${colors.bold('Why')} (${explanation.certainty}): ${plain(explanation.headline)}`,
    ...explanation.causes.flatMap((cause) => [
      ...(cause.sentence === explanation.headline ? [] : [`  ${plain(cause.sentence)}`]),
      `  ${colors.dim('usually')} ${plain(cause.usual_reason)}`,
      `  ${colors.dim('fix')}     ${plain(cause.fix)}`,
    ]),
  ];
}

function dialectIds(): string {
  return listDialects()
    .map((dialect) => dialect.id)
    .join(', ');
}
