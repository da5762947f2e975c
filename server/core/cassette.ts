import type { RawHeaders } from '../contract/text.ts';
import { AppError } from './errors.ts';
import { type ExchangeRecord, toBase64, utf8Text } from './exchange-record.ts';

/**
 * A cassette: recorded requests as text that reads well in git and loses no byte.
 *
 *     # Hookbench cassette 1
 *
 *     @ 2026-11-22T10:00:00.000Z 12.5 ms cap_4fX…
 *     POST /in/demo?x=1 HTTP/1.1
 *     Host: localhost:8080
 *     X-Odd: "\u00dc"
 *     | {"event": "order.created",
 *     |  "data": 1}
 *     \ no newline at the end
 *     < 204
 *
 * `|` is a line of text, `=` one of base64, `~` a trailer, `<` the answer: its status, then its headers, then
 * `<|` or `<=` for its body. A header value that is not plain ASCII is a JSON string.
 */
const TITLE = '# Hookbench cassette 1';
const OTHER_TITLE = /^# Hookbench cassette (?!1\s*$)/;
const HEAD = '@ 2026-11-22T10:00:00.000Z 12 ms cap_1';
const NO_NEWLINE = '\\ no newline at the end';

/** Whether a text is meant to be a cassette. */
export function isCassette(text: string): boolean {
  return text.trimStart().startsWith('# Hookbench cassette');
}

/** Recorded requests as a text that reads well in git. */
export function writeCassette(exchanges: readonly ExchangeRecord[]): string {
  return `${[TITLE, ...exchanges.map(writeOne)].join('\n\n')}\n`;
}

function writeOne(exchange: ExchangeRecord): string {
  const { answer } = exchange;
  return [
    `@ ${new Date(exchange.atMs).toISOString()} ${exchange.durationMs} ms ${exchange.id || '-'}`,
    `${exchange.method} ${exchange.target} HTTP/${exchange.httpVersion || '1.1'}`,
    ...exchange.headers.map(headerLine),
    ...bodyLines(exchange.bodyBytes, ''),
    ...exchange.trailers.map((pair) => `~ ${headerLine(pair)}`),
    ...(answer === null
      ? []
      : [
          `< ${answer.status}`,
          ...answer.headers.map((pair) => `< ${headerLine(pair)}`),
          ...bodyLines(answer.bodyBytes, '<'),
        ]),
  ].join('\n');
}

function headerLine([name, value]: readonly [string, string]): string {
  const isPlain = /^(?:[!#-~](?:[ -~]*[!-~])?)?$/.test(value);
  const written = isPlain ? value : JSON.stringify(value).replace(/[^ -~]/g, escapeUnit);
  return written === '' ? `${name}:` : `${name}: ${written}`;
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function bodyLines(bytes: Uint8Array, prefix: string): string[] {
  if (bytes.length === 0) {
    return [];
  }
  const text = utf8Text(bytes);
  if (text === undefined || !isCleanText(text)) {
    return (toBase64(bytes).match(/.{1,76}/g) ?? []).map((line) => `${prefix}= ${line}`);
  }
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n');
  return [
    ...lines.map((line) => `${prefix}|${line === '' ? '' : ' '}${line}`),
    ...(isEnded ? [] : [prefix + NO_NEWLINE]),
  ];
}

/** Editors and git change or hide what is excluded here: carriage returns, other controls, marks, odd separators. */
function isCleanText(text: string): boolean {
  return !/[^\P{C}\n\t]|\p{Zl}|\p{Zp}/u.test(text);
}

/** Throws AppError `invalid_import` that names the line at fault. */
export function readCassette(text: string): ExchangeRecord[] {
  const exchanges: Draft[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (OTHER_TITLE.test(line) && exchanges.length === 0) {
      throw fault(index + 1, `this Hookbench reads "${TITLE}" only; a newer one wrote the file`);
    }
    const isSkipped = line === '' || (line.startsWith('#') && exchanges.length === 0);
    if (!isSkipped) {
      readLine(exchanges, line, index + 1);
    }
  }
  return exchanges.map(finish);
}

interface Draft {
  readonly line: number;
  readonly atMs: number;
  readonly durationMs: number;
  readonly id: string;
  start: { method: string; target: string; httpVersion: string } | undefined;
  readonly headers: RawHeaders;
  readonly trailers: RawHeaders;
  readonly body: Body;
  answer: { status: number; headers: RawHeaders; body: Body } | undefined;
}
interface Body {
  readonly lines: string[];
  base64: string;
  endsBare: boolean;
}

function readLine(exchanges: Draft[], line: string, number: number): void {
  if (line.startsWith('@')) {
    exchanges.push(startDraft(line, number));
    return;
  }
  const draft = exchanges.at(-1);
  if (!draft) {
    throw fault(number, `a cassette starts with "${TITLE}" and a line such as "${HEAD}"`);
  }
  if (!draft.start) {
    const start = /^(\S+) (\S+) HTTP\/(\d\.\d)$/.exec(line);
    if (!start) {
      throw fault(number, 'expected a request line such as "POST /path HTTP/1.1"');
    }
    const [, method = '', target = '', httpVersion = ''] = start;
    draft.start = { method, target, httpVersion };
    return;
  }
  readPart(draft, line, number);
}

function readPart(draft: Draft, line: string, number: number): void {
  if (readBodyLine(draft.body, line, number)) {
    return;
  }
  if (line.startsWith('~ ')) {
    draft.trailers.push(readHeader(line.slice(2), number));
  } else if (line.startsWith('<')) {
    readAnswer(draft, line, number);
  } else {
    draft.headers.push(readHeader(line, number));
  }
}

function readAnswer(draft: Draft, line: string, number: number): void {
  const status = /^< (\d{3})$/.exec(line)?.[1];
  if (status !== undefined && !draft.answer) {
    draft.answer = { status: Number(status), headers: [], body: emptyBody() };
    return;
  }
  if (!draft.answer) {
    throw fault(number, 'an answer starts with its status, such as "< 204"');
  }
  if (!readBodyLine(draft.answer.body, line.slice(1), number)) {
    draft.answer.headers.push(readHeader(line.slice(2), number));
  }
}

function readBodyLine(body: Body, line: string, number: number): boolean {
  if (line.startsWith('| ') || line === '|') {
    body.lines.push(line.slice(2));
  } else if (line.startsWith('= ')) {
    addBase64(body, line.slice(2), number);
  } else if (line === NO_NEWLINE) {
    body.endsBare = true;
  } else {
    return false;
  }
  if (body.lines.length > 0 && body.base64 !== '') {
    throw fault(number, 'a body is text ("| …") or base64 ("= …"), not both');
  }
  return true;
}

/** Each line is whole in itself: what a bad merge lost or doubled is seen. */
function addBase64(body: Body, text: string, number: number): void {
  const isWhole = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
  if (!isWhole || body.base64.endsWith('=')) {
    throw fault(number, 'this is no base64: groups of four characters, "=" at the end of the last');
  }
  body.base64 += text;
}

function readHeader(line: string, number: number): [string, string] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(?: (.*))?$/.exec(line);
  if (!match) {
    throw fault(number, 'expected a header such as "Name: value", or a body line after "| "');
  }
  const [, name = '', value = ''] = match;
  if (!value.startsWith('"')) {
    return [name, value];
  }
  try {
    return [name, String(JSON.parse(value))];
  } catch {
    throw fault(number, `the value of ${name} is no JSON string`);
  }
}

function startDraft(line: string, number: number): Draft {
  const [, at = '', duration = '', id = ''] = /^@ (\S+) ([\d.]+) ms (\S+)$/.exec(line) ?? [];
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs) || Number.isNaN(Number(duration))) {
    throw fault(number, `expected time, duration and id as in "${HEAD}"`);
  }
  return {
    line: number,
    atMs,
    durationMs: Number(duration),
    id: id === '-' ? '' : id,
    start: undefined,
    headers: [],
    trailers: [],
    body: emptyBody(),
    answer: undefined,
  };
}

function emptyBody(): Body {
  return { lines: [], base64: '', endsBare: false };
}

function finish(draft: Draft): ExchangeRecord {
  if (!draft.start) {
    throw fault(draft.line, 'a request line such as "POST /path HTTP/1.1" has to follow');
  }
  const { method, target, httpVersion } = draft.start;
  const host = draft.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const { answer } = draft;
  return {
    id: draft.id,
    atMs: draft.atMs,
    durationMs: draft.durationMs,
    method,
    target,
    url: target.startsWith('/') ? `http://${host ?? 'localhost'}${target}` : target,
    httpVersion,
    headers: draft.headers,
    trailers: draft.trailers,
    bodyBytes: bytesOf(draft.body),
    answer: answer
      ? { status: answer.status, headers: answer.headers, bodyBytes: bytesOf(answer.body) }
      : null,
  };
}

function bytesOf(body: Body): Uint8Array {
  if (body.lines.length === 0) {
    return Buffer.from(body.base64, 'base64');
  }
  return Buffer.from(`${body.lines.join('\n')}${body.endsBare ? '' : '\n'}`, 'utf8');
}

function fault(number: number, expected: string): AppError {
  return new AppError('invalid_import', `Line ${number} of the cassette: ${expected}.`);
}
