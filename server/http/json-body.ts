import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MAX_JSON_BYTES, MAX_JSON_DEPTH } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import { JsonFault, type JsonSource, scanJson } from '../core/json-source.ts';
import { placeInText } from '../core/read-json.ts';
import { invalidFields } from './field-errors.ts';
import { readBody } from './read-body.ts';

/** A JSON body: its value, and its text for what must go on unchanged. */
export interface JsonBody {
  readonly source: JsonSource;
  readonly value: unknown;
}

/** Reads a JSON body. Undefined where there is none at all. */
export async function readJsonBody(
  request: IncomingMessage,
  maxBytes: number = MAX_JSON_BYTES,
): Promise<JsonBody | undefined> {
  const source = await readJsonSource(request, maxBytes);
  return source ? { source, value: JSON.parse(source.text) } : undefined;
}

/** Reads and checks a JSON body without building its value. Undefined where there is none at all. */
export async function readJsonSource(
  request: IncomingMessage,
  maxBytes: number = MAX_JSON_BYTES,
): Promise<JsonSource | undefined> {
  const bytes = await readBody(request, maxBytes);
  if (bytes.byteLength === 0) {
    return undefined;
  }
  checkJsonType(request);
  return scanBody(textOf(bytes));
}

/** Scans JSON text; throws a refusal that says where it is no JSON, or where it is nested too deep. */
function scanBody(text: string): JsonSource {
  try {
    return scanJson(text, MAX_JSON_DEPTH);
  } catch (error) {
    throw error instanceof JsonFault ? refusalOf(error, text) : error;
  }
}

/** The body's text; a byte order mark is dropped, as RFC 8259 allows. */
function textOf(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) {
    throw new AppError('invalid_json', 'The body is not UTF-8 text.', [
      { path: '', message: 'not UTF-8' },
    ]);
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The media type without parameters, in lower case; empty where none is given. */
export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Refuses compressed bodies: what is read must be what was sent. */
export function checkEncoding(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding && encoding !== 'identity') {
    throw new AppError(
      'unsupported_media_type',
      `The body is compressed (${encoding.slice(0, 20)}). Send it uncompressed.`,
    );
  }
}

function checkJsonType(request: IncomingMessage): void {
  checkEncoding(request);
  const type = mediaTypeOf(request);
  if (type !== 'application/json' && !/^application\/[\w.+-]+\+json$/.test(type)) {
    const given = type === '' ? 'no content type' : type.slice(0, 60);
    throw new AppError(
      'unsupported_media_type',
      `The body must be JSON with "Content-Type: application/json"; it came with ${given}.`,
    );
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(
    request.headers['content-type'] ?? '',
  )?.[1];
  if (charset && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new AppError(
      'unsupported_media_type',
      `JSON travels as UTF-8, not as ${charset.slice(0, 20)}.`,
    );
  }
}

function refusalOf(fault: JsonFault, text: string): AppError {
  const path = fault.member === undefined ? '' : fault.member.slice(0, 100);
  if (fault.kind === 'too_deep') {
    return invalidFields([{ path, message: fault.message }]);
  }
  const where = `position ${fault.position} (${placeInText(text, fault.position)})`;
  return new AppError('invalid_json', `The body is not JSON: ${fault.message} at ${where}.`, [
    { path, message: `${fault.message} at ${where}` },
  ]);
}
