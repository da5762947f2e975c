import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { SignatureEncoding } from './facts.ts';

const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/** Decodes strictly; undefined where the text is not of that encoding. Missing padding is accepted. */
export function decodeText(text: string, encoding: SignatureEncoding): Uint8Array | undefined {
  if (encoding === 'hex') {
    return HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
  }
  const isWellFormed = encoding === 'base64' ? BASE64.test(text) : BASE64URL.test(text);
  if (!isWellFormed || text.replace(/=+$/, '').length % 4 === 1) {
    return undefined;
  }
  return Buffer.from(text, encoding);
}

/** Writes bytes; base64url without padding. */
export function encodeBytes(bytes: Uint8Array, encoding: SignatureEncoding): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
}

/** Compares in a time that depends on the lengths only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/** Compares texts as their UTF-8 bytes, in a time that depends on the lengths only. */
export function equalTexts(left: string, right: string): boolean {
  return equalBytes(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

/** Watches a body that streams by for bytes that are not UTF-8. Holds back at most three bytes. */
export function startUtf8Watch(): { update(chunk: Uint8Array): void; isUtf8(): boolean } {
  let held = Buffer.alloc(0);
  let isGood = true;
  return {
    update(chunk) {
      if (!isGood) {
        return;
      }
      const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      const cut = bytes.length - openTail(bytes);
      isGood = isUtf8(bytes.subarray(0, cut));
      held = Buffer.from(bytes.subarray(cut));
    },
    isUtf8: () => isGood && held.length === 0,
  };
}

/** How many bytes at the end are the begin of a character that is not complete yet. */
function openTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const length = sequenceLength(bytes[bytes.length - back] ?? 0);
    if (length > 0) {
      return length > back ? back : 0;
    }
  }
  return 0;
}

/** How many bytes the character has that starts with this one; 0 for a byte in its middle. */
function sequenceLength(byte: number): number {
  if (byte >= 0xc0) {
    return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  }
  return byte < 0x80 ? 1 : 0;
}
