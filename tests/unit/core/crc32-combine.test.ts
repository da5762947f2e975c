import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineCrc32 } from '../../../server/core/crc32-combine.ts';

describe('the checksum of two stretches', () => {
  it('is what zlib computes over both at once', () => {
    const bytes = fc.uint8Array({ maxLength: 3000 });
    fc.assert(
      fc.property(bytes, bytes, (first, second) => {
        const joined = combineCrc32(crc32(first), crc32(second), second.length);
        expect(joined).toBe(crc32(Buffer.concat([first, second])));
      }),
      { numRuns: 500 },
    );
  });

  it('holds for a stretch of megabytes', () => {
    const [first, second] = [Buffer.alloc(1000, 'a'), Buffer.alloc(5_000_001, 'b')];
    const whole = crc32(Buffer.concat([first, second]));
    expect(combineCrc32(crc32(first), crc32(second), second.length)).toBe(whole);
  });
});
