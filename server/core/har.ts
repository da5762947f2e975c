import { z } from 'zod';
import type { RawHeaders } from '../contract/text.ts';
import { MAX_JSON_DEPTH } from '../contract/text.ts';
import { AppError } from './errors.ts';
import { type ExchangeRecord, toBase64, utf8Text } from './exchange-record.ts';
import { JsonFault, scanJson } from './json-source.ts';
import { findHeader } from './raw-headers.ts';

const PairSchema = z.object({ name: z.string(), value: z.string() });
const ParamSchema = z.object({ name: z.string(), value: z.string().nullish() });
const HeadersSchema = z.array(PairSchema).max(20_000);
const HarEntrySchema = z.object({
  startedDateTime: z.string(),
  time: z.number().nullish(),
  request: z.object({
    method: z.string().min(1).max(40),
    url: z.string().max(65_536),
    httpVersion: z.string().nullish(),
    headers: HeadersSchema,
    postData: z
      .object({
        mimeType: z.string().nullish(),
        text: z.string().nullish(),
        encoding: z.string().nullish(),
        params: z.array(ParamSchema).max(20_000).nullish(),
      })
      .nullish(),
    _target: z.string().optional(),
    _trailers: HeadersSchema.optional(),
  }),
  response: z
    .object({
      status: z.number().int(),
      headers: HeadersSchema.nullish(),
      content: z.object({ text: z.string().nullish(), encoding: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
const HarSchema = z.object({ log: z.object({ entries: z.array(HarEntrySchema).max(100_000) }) });
type HarEntry = z.infer<typeof HarEntrySchema>;

/**
 * HAR 1.2. A body that is no UTF-8 is base64 with `encoding` beside it, as HAR has it for answers;
 * `_target` and `_trailers` (fields of our own are allowed by the format) keep what it has no place for.
 */
export function writeHar(exchanges: readonly ExchangeRecord[], version: string): string {
  const log = {
    version: '1.2',
    creator: { name: 'Hookbench', version },
    entries: exchanges.map(entryOf),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

/** Throws AppError `invalid_import` that names the first field at fault. */
export function readHar(text: string): ExchangeRecord[] {
  const parsed = HarSchema.safeParse(parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.join('.') ?? '';
    throw new AppError('invalid_import', `This is no HAR 1.2: ${path}: ${issue?.message}`);
  }
  return parsed.data.log.entries.map(exchangeOf);
}

function entryOf(exchange: ExchangeRecord): object {
  const { headers, bodyBytes, answer } = exchange;
  const mimeType = findHeader(headers, 'content-type') ?? 'application/octet-stream';
  return {
    startedDateTime: new Date(exchange.atMs).toISOString(),
    time: exchange.durationMs,
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion: `HTTP/${exchange.httpVersion || '1.1'}`,
      cookies: [],
      headers: named(headers),
      queryString: queryOf(exchange.target),
      headersSize: -1,
      bodySize: bodyBytes.length,
      ...(bodyBytes.length === 0 ? {} : { postData: { mimeType, ...textOf(bodyBytes) } }),
      _target: exchange.target,
      ...(exchange.trailers.length === 0 ? {} : { _trailers: named(exchange.trailers) }),
    },
    response: {
      status: answer?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(answer?.headers ?? []),
      redirectURL: '',
      headersSize: -1,
      bodySize: answer?.bodyBytes.length ?? -1,
      content: {
        size: answer?.bodyBytes.length ?? 0,
        mimeType: findHeader(answer?.headers ?? [], 'content-type') ?? '',
        ...(answer ? textOf(answer.bodyBytes) : {}),
      },
    },
    cache: {},
    timings: { send: 0, wait: exchange.durationMs, receive: 0 },
    _id: exchange.id,
  };
}

function named(headers: RawHeaders): { name: string; value: string }[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function queryOf(target: string): { name: string; value: string }[] {
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  return [...query].map(([name, value]) => ({ name, value }));
}

function textOf(bytes: Uint8Array): { text: string; encoding?: string } {
  const text = utf8Text(bytes);
  return text === undefined ? { text: toBase64(bytes), encoding: 'base64' } : { text };
}

function exchangeOf(entry: HarEntry): ExchangeRecord {
  const { request, response } = entry;
  const atMs = Date.parse(entry.startedDateTime);
  return {
    id: '',
    atMs: Number.isNaN(atMs) ? 0 : atMs,
    durationMs: Math.max(0, entry.time ?? 0),
    method: request.method,
    target: request._target ?? targetOf(request.url),
    url: request.url,
    httpVersion: /^HTTP\/(\d\.\d)$/i.exec(request.httpVersion ?? '')?.[1] ?? '1.1',
    headers: paired(request.headers),
    trailers: paired(request._trailers ?? []),
    bodyBytes: bodyOf(request.postData),
    answer:
      !response || response.status < 100
        ? null
        : {
            status: response.status,
            headers: paired(response.headers ?? []).flatMap(apart),
            bodyBytes: bytesOf(response.content),
          },
  };
}

/** HTTP/2's pseudo headers, which browsers write into their HARs, are no headers. */
function paired(headers: readonly { name: string; value: string }[]): RawHeaders {
  return headers
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value }) => [name, value]);
}

/** Browsers join repeated Set-Cookie headers of an answer with line ends. */
function apart([name, value]: [string, string]): RawHeaders {
  return value.split(/\r?\n/).map((line) => [name, line]);
}

type Content = NonNullable<NonNullable<HarEntry['response']>['content']>;

function bytesOf(content: Content | null | undefined): Uint8Array {
  return Buffer.from(content?.text ?? '', content?.encoding === 'base64' ? 'base64' : 'utf8');
}

/** A form may be given by its parameters alone; they are encoded as a browser does it. */
function bodyOf(postData: HarEntry['request']['postData']): Uint8Array {
  const { text, params, mimeType } = postData ?? {};
  const isForm = mimeType?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
  if (isForm && (text ?? '') === '' && params) {
    const pairs = params.map(({ name, value }): [string, string] => [name, value ?? '']);
    return Buffer.from(new URLSearchParams(pairs).toString());
  }
  return bytesOf(postData);
}

function targetOf(url: string): string {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/, '');
  return target.startsWith('/') ? target : `/${target}`;
}

/** The format allows a byte-order mark, which JSON does not. */
function parse(given: string): unknown {
  const text = given.replace(/^\ufeff/, '');
  if (!/^\s*[{[]/.test(text)) {
    const detail = 'This is neither a HAR (it is no JSON), a cassette nor a raw HTTP request.';
    throw new AppError('invalid_import', detail);
  }
  try {
    scanJson(text, MAX_JSON_DEPTH);
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) {
      throw error;
    }
    const before = text.slice(0, error.position);
    const line = before.split('\n').length;
    const column = error.position - before.lastIndexOf('\n');
    const detail = `This is no HAR: line ${line}, column ${column}: ${error.message}.`;
    throw new AppError('invalid_import', detail);
  }
}
