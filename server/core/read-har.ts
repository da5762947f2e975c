import { z } from 'zod';
import type { RawHeaders } from '../contract/text.ts';
import { MAX_JSON_DEPTH } from '../contract/text.ts';
import { AppError } from './errors.ts';
import type { ExchangeAnswer, ExchangeRecord } from './exchange-record.ts';
import { fieldFaultsOf, fieldPath, nicerMessage } from './field-faults.ts';
import { findHeader } from './raw-headers.ts';
import { readJson } from './read-json.ts';

const PairSchema = z.object({ name: z.string(), value: z.string() });
const ParamSchema = z.object({
  name: z.string(),
  value: z
    .union([z.string(), z.number(), z.boolean()])
    .nullish()
    .transform((value) => (value == null ? null : String(value))),
});
const HeadersSchema = z.array(PairSchema).max(20_000);
const HarEntrySchema = z.object({
  startedDateTime: z.string(),
  time: z.number().nullish(),
  request: z.object({
    method: z.string().min(1).max(40),
    url: z.string().max(65_536),
    httpVersion: z.string().nullish(),
    bodySize: z.number().nullish(),
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
 * The requests of a HAR, with what other programs do differently set right. What never was on a wire (`data:`, `blob:`,
 * an extension's own) is left out. Throws AppError `invalid_import` that names each field at fault.
 */
export function readHar(text: string): ExchangeRecord[] {
  const parsed = HarSchema.safeParse(parse(text), { error: nicerMessage });
  if (!parsed.success) {
    throw refusalOf(parsed.error.issues);
  }
  return parsed.data.log.entries.filter(isOnWire).map(exchangeOf);
}

const FORM = '{"log": {"entries": […]}}, as browsers and hookbench export save it';

/** Says which entry is at fault, counted from 1, and where in it. */
function refusalOf(issues: readonly z.core.$ZodIssue[]): AppError {
  const errors = fieldFaultsOf(issues);
  const [issue] = issues;
  const [log, entries, index, ...path] = issue?.path ?? [];
  const message = errors[0]?.message ?? 'not as expected';
  if (typeof index !== 'number') {
    const place = [log ?? 'the file', entries].filter((part) => part !== undefined).join('.');
    const detail = `This is no HAR: ${place}: ${message}. A HAR is ${FORM}.`;
    return new AppError('invalid_import', detail, errors);
  }
  const field = path.length > 0 ? `, ${fieldPath(path)}` : '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = `Entry ${index + 1} of the HAR${field}: ${message}${more}. Mend it or take the entry out.`;
  return new AppError('invalid_import', detail, errors);
}

function isOnWire({ request }: HarEntry): boolean {
  return request._target !== undefined || !/^(?!(http|ws)s?:)[a-z][a-z0-9+.-]*:/i.test(request.url);
}

function exchangeOf(entry: HarEntry): ExchangeRecord {
  const { request } = entry;
  const atMs = Date.parse(entry.startedDateTime);
  const url = request._target === undefined ? encoded(request.url) : request.url;
  const headers = paired(request.headers);
  const bodyBytes = bodyOf(request.postData, findHeader(headers, 'content-length'));
  return {
    id: '',
    atMs: Number.isNaN(atMs) ? 0 : atMs,
    durationMs: Math.max(0, entry.time ?? 0),
    method: request.method,
    target: request._target ?? targetOf(url),
    url,
    httpVersion: /^HTTP\/(\d\.\d)$/i.exec(request.httpVersion ?? '')?.[1] ?? '1.1',
    headers,
    trailers: paired(request._trailers ?? []),
    bodyBytes,
    ...(bodyBytes.length === 0 && (request.bodySize ?? 0) > 0 ? { isCut: true } : {}),
    answer: answerOf(entry.response),
  };
}

function answerOf(response: HarEntry['response']): ExchangeAnswer | null {
  if (!response || response.status < 100) {
    return null;
  }
  return {
    status: response.status,
    headers: paired((response.headers ?? []).flatMap(apart)),
    bodyBytes: bytesOf(response.content),
  };
}

type Pair = z.infer<typeof PairSchema>;

/** HTTP/2's pseudo headers, which browsers write into their HARs, are no headers. */
function paired(headers: readonly Pair[]): RawHeaders {
  return headers
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value }) => [name, wireText(value)]);
}

/** Where a value was decoded, its bytes are those of UTF-8 again: on the wire a character is a byte. */
function wireText(value: string): string {
  return /[^\0-\xff]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
}

/** Browsers join repeated Set-Cookie headers of an answer with line ends. */
function apart({ name, value }: Pair): Pair[] {
  return value.split(/\r?\n/).map((line) => ({ name, value: line }));
}

type Content = NonNullable<NonNullable<HarEntry['response']>['content']>;

function bytesOf(content: Content | null | undefined): Uint8Array {
  return Buffer.from(content?.text ?? '', content?.encoding === 'base64' ? 'base64' : 'utf8');
}

/**
 * A form may be given by its parameters alone; they are encoded as a browser does it. Firefox writes each byte of what is
 * no text as one character: the length that was sent tells.
 */
function bodyOf(
  postData: HarEntry['request']['postData'],
  contentLength: string | undefined,
): Uint8Array {
  const { text, params, mimeType, encoding } = postData ?? {};
  const isForm = mimeType?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
  if (isForm && (text ?? '') === '' && params) {
    const pairs = params.map(({ name, value }): [string, string] => [name, value ?? '']);
    return Buffer.from(new URLSearchParams(pairs).toString());
  }
  const bytes = bytesOf(postData);
  const isByteEach =
    text != null &&
    encoding !== 'base64' &&
    contentLength === String(text.length) &&
    bytes.length !== text.length &&
    !/[^\0-\xff]/.test(text);
  return isByteEach ? Buffer.from(text, 'latin1') : bytes;
}

/** What no request line holds, as browsers send it. */
function encoded(url: string): string {
  return url.replace(/[^!-~]+/g, (part) =>
    Buffer.from(part, 'utf8').toString('hex').toUpperCase().replace(/../g, '%$&'),
  );
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
  return readJson(
    text,
    MAX_JSON_DEPTH,
    (place, reason) =>
      new AppError(
        'invalid_import',
        `This is no HAR: ${place}: ${reason}. Was the file cut? Save it once more.`,
      ),
  );
}
