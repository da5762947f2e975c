import { describe, expect, it } from 'vitest';
import { putBytes } from '../../../server/core/put-bytes.ts';

const patterned = (size: number) => Buffer.from(Array.from({ length: size }, (_, at) => at % 251));

function shared(size: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(size));
}

describe('putting bytes', () => {
  const makers = { private: (size: number) => Buffer.alloc(size), shared };
  for (const [from, makeSource] of Object.entries(makers)) {
    for (const [to, makeTarget] of Object.entries(makers)) {
      it.each([0, 1, 255, 256, 257, 9001])(`copies %i of ${from} into ${to} memory`, (size) => {
        const source = makeSource(size + 3);
        source.set(patterned(size), 3);
        const target = makeTarget(size + 12);
        target.set(Buffer.alloc(size + 12, 0xee));
        putBytes(target, new Uint8Array(source.buffer, source.byteOffset + 3, size), 5);
        expect(Buffer.from(target.subarray(5, 5 + size)).equals(patterned(size))).toBe(true);
        expect([...target.subarray(0, 5)]).toEqual(Array(5).fill(0xee));
        expect([...target.subarray(5 + size)]).toEqual(Array(7).fill(0xee));
      });
    }
  }

  it.each([10, 1000])('throws rather than leave something of %i out', (size) => {
    const target = Buffer.alloc(size + 4);
    expect(() => putBytes(target, patterned(size), 5)).toThrow(RangeError);
    expect(target.equals(Buffer.alloc(size + 4))).toBe(true);
  });
});
