import type { IncomingMessage } from 'node:http';
import { AppError } from '../core/errors.ts';

/**
 * How much of a body that is too large is still taken in and thrown away. Who sends a little too
 * much then gets to read the answer; who sends without end is cut off.
 */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

/** Reads a body whole, or throws `body_too_large` once it is longer than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const chunks: Uint8Array[] = [];
  const mostBytes = Math.max(MAX_DISCARDED_BYTES, maxBytes);
  let size = 0;
  if (announced > mostBytes) {
    throw tooLarge(maxBytes);
  }
  for await (const chunk of bytesOf(request)) {
    size += chunk.byteLength;
    if (size <= maxBytes && announced <= maxBytes) {
      chunks.push(chunk);
    } else if (size > mostBytes) {
      break;
    } else {
      chunks.length = 0;
    }
  }
  if (size > maxBytes) {
    throw tooLarge(maxBytes);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

/** The body's chunks. Leaving the loop early does not cut the connection: an answer is still due. */
export function bytesOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false });
}

/** A body over `maxBytes`, in words that name the way out. */
function tooLarge(maxBytes: number): AppError {
  return new AppError(
    'body_too_large',
    `The body is larger than ${Math.floor(maxBytes / 1024)} KiB. Send less in one request, or many events as application/x-ndjson.`,
  );
}
