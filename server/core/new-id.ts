const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CODES = Buffer.from(LETTERS, 'latin1');
const LENGTH = 20;
/** 248 is the largest multiple of 62 in a byte: above it some letters would come more often. */
const FAIR_LIMIT = 248;
const scratch = Buffer.alloc(LENGTH);

/**
 * A new id such as `sub_4fX…`: 20 letters and digits, 119 bits. `bytes(n)` yields n random bytes.
 * Unique for all practical purposes; says nothing of the time it was made.
 */
export function newId(prefix: string, bytes: (size: number) => Uint8Array): string {
  let filled = 0;
  while (filled < LENGTH) {
    for (const byte of bytes(LENGTH + 4)) {
      if (byte < FAIR_LIMIT && filled < LENGTH) {
        scratch[filled] = CODES[byte % CODES.length] ?? 0;
        filled += 1;
      }
    }
  }
  // One flat text: put together letter by letter it would be twenty small objects for a while.
  return `${prefix}_${scratch.toString('latin1')}`;
}

/** A version 4 UUID: trigger hooks are known by one. */
export function newUuid(bytes: (size: number) => Uint8Array): string {
  const raw = bytes(16);
  const hex = [...raw].map((byte, index) => hexOf(withVersion(byte, index))).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** RFC 9562: four bits of version in byte 6, two of variant in byte 8. */
function withVersion(byte: number, index: number): number {
  if (index === 6) {
    return (byte & 0x0f) | 0x40;
  }
  return index === 8 ? (byte & 0x3f) | 0x80 : byte;
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
