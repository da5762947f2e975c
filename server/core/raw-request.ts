import type { RawHeaders } from '../contract/text.ts';
import { AppError } from './errors.ts';

/** An HTTP/1 request as it stands in a file: line, headers, empty line, body. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  /** What was taken for granted while reading. */
  readonly notes: readonly string[];
}

const EXPECTED =
  'a raw HTTP request: POST /path HTTP/1.1, header lines, an empty line, then the body';

/** Reads the bytes of a request; line ends may be CRLF or LF. The body's bytes are kept as they are. */
export function parseRawRequest(bytes: Uint8Array): RawRequest {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findHeadEnd(buffer);
  const [first = '', ...lines] = buffer
    .subarray(0, end.headBytes)
    .toString('latin1')
    .split(/\r?\n/);
  const parts = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/.exec(first.trim());
  if (!parts) {
    throw new AppError(
      'invalid_request',
      `the first line is no request line; it takes ${EXPECTED}`,
    );
  }
  const headers = lines.flatMap((line, index) =>
    line === '' ? [] : [parseHeader(line, index + 2)],
  );
  const body = readBody(headers, buffer.subarray(end.bodyStart));
  return { method: parts[1] ?? '', target: parts[2] ?? '', headers, ...body };
}

/** The URL as the sender called it: some dialects sign it. */
export function urlOf(request: RawRequest): string {
  if (/^https?:\/\//i.test(request.target)) {
    return request.target;
  }
  const value = (name: string) => findHeader(request.headers, name);
  const host = value('x-forwarded-host') ?? value('host') ?? 'localhost';
  return `${value('x-forwarded-proto') ?? 'http'}://${host}${request.target}`;
}

function findHeadEnd(buffer: Buffer): { headBytes: number; bodyStart: number } {
  const candidates = ['\r\n\r\n', '\n\n']
    .map((mark) => ({ at: buffer.indexOf(mark), length: mark.length }))
    .filter((candidate) => candidate.at >= 0)
    .sort((one, other) => one.at - other.at);
  const found = candidates[0];
  return found
    ? { headBytes: found.at, bodyStart: found.at + found.length }
    : { headBytes: buffer.byteLength, bodyStart: buffer.byteLength };
}

function parseHeader(line: string, lineNumber: number): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) {
    throw new AppError(
      'invalid_request',
      `line ${lineNumber} is a header without a colon; it takes ${EXPECTED}`,
    );
  }
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function readBody(headers: RawHeaders, bytes: Buffer): Pick<RawRequest, 'bodyBytes' | 'notes'> {
  if (/chunked/i.test(findHeader(headers, 'transfer-encoding') ?? '')) {
    const joined = joinChunks(bytes);
    return joined === undefined
      ? { bodyBytes: bytes, notes: ['the body is not in chunks any more: it is taken as it is'] }
      : { bodyBytes: joined, notes: [] };
  }
  const length = Number(findHeader(headers, 'content-length') ?? Number.NaN);
  if (!Number.isInteger(length) || length === bytes.byteLength) {
    return { bodyBytes: bytes, notes: [] };
  }
  if (length < bytes.byteLength) {
    const extra = bytes.byteLength - length;
    const note = `the file holds ${extra} more ${extra === 1 ? 'byte' : 'bytes'} than Content-Length says: they are left out`;
    return { bodyBytes: bytes.subarray(0, length), notes: [note] };
  }
  const note = `the body has ${bytes.byteLength} bytes where Content-Length says ${length}: an editor or a copy may have changed it`;
  return { bodyBytes: bytes, notes: [note] };
}

function joinChunks(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\n', at);
    const size = /^([0-9a-f]{1,8})(?:;.*)?\r?$/i.exec(bytes.toString('latin1', at, lineEnd))?.[1];
    if (lineEnd < 0 || size === undefined) {
      return undefined;
    }
    const start = lineEnd + 1;
    const stop = start + Number.parseInt(size, 16);
    if (stop === start) {
      return Buffer.concat(chunks);
    }
    if (stop > bytes.byteLength) {
      return undefined;
    }
    chunks.push(bytes.subarray(start, stop));
    at = bytes.indexOf('\n', stop) + 1;
    if (at === 0) {
      return undefined;
    }
  }
}

function findHeader(headers: RawHeaders, name: string): string | undefined {
  return headers.find(([header]) => header.toLowerCase() === name)?.[1];
}
