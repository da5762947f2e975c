import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';

/** An encoded body is searched as what it says where that is no longer than this. */
export const MAX_DECODED_BYTES = 1024 * 1024;
const MIN_CHUNK_BYTES = 1024;
const MAX_CHUNK_BYTES = 16 * 1024;

/** Whether a body has to be decoded before it is searched. */
export function isEncodedBody(headers: RawHeaders): boolean {
  const coding = findHeader(headers, 'content-encoding');
  return coding !== undefined && coding.trim().toLowerCase() !== 'identity';
}

/**
 * The body's text as filters look at it: gzip, deflate and br are undone, also several of them. A
 * body of another coding, a broken one and one that grows beyond 1 MiB are searched as they came.
 */
export function searchedText(headers: RawHeaders, bodyBytes: Uint8Array): string {
  const given = Buffer.from(bodyBytes.buffer, bodyBytes.byteOffset, bodyBytes.byteLength);
  if (!isEncodedBody(headers)) {
    return given.toString('utf8');
  }
  try {
    const codings = (findHeader(headers, 'content-encoding') ?? '').toLowerCase().split(',');
    // The last one named was the last one applied.
    return codings
      .reduceRight((body, coding) => decode(body, coding.trim()), given)
      .toString('utf8');
  } catch {
    return given.toString('utf8');
  }
}

function decode(body: Buffer, coding: string): Buffer {
  // The room that it takes by default, 16 KiB, is more than most bodies need: much garbage.
  const chunkSize = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, 8 * body.length));
  const options = { maxOutputLength: MAX_DECODED_BYTES, chunkSize };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(body, options);
    case 'br':
      return brotliDecompressSync(body, options);
    case 'deflate':
      // Some senders leave out the header of two bytes that the name promises.
      return (body[0] ?? 0) % 16 === 8 ? inflateSync(body, options) : inflateRawSync(body, options);
    case 'identity':
    case '':
      return body;
    default:
      throw new RangeError(`the coding ${coding} is not known`);
  }
}
