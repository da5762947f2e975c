import { describe, expect, it } from 'vitest';
import { createSystemRandom } from '../../../server/adapters/system-random.ts';

describe('the random source', () => {
  it('never gives the same bytes twice, across its blocks too', () => {
    const random = createSystemRandom();
    const given = Array.from({ length: 2000 }, () => Buffer.from(random.bytes(16)).toString('hex'));
    expect(new Set(given).size).toBe(2000);
  });

  it('gives bytes that stay what they were', () => {
    const random = createSystemRandom();
    const first = random.bytes(32);
    const copy = Buffer.from(first);
    for (let count = 0; count < 1000; count += 1) {
      random.bytes(32);
    }
    expect(Buffer.from(first)).toEqual(copy);
    expect(copy.some((byte) => byte !== 0)).toBe(true);
  });

  it('gives more than a block at once', () => {
    expect(createSystemRandom().bytes(100_000)).toHaveLength(100_000);
  });
});
