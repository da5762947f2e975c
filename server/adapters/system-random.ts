import { randomFillSync } from 'node:crypto';
import type { Random } from '../ports.ts';

const POOL_BYTES = 8192;

/** Randomness of the system, fetched in blocks: ids are made at the rate of traffic. */
export function createSystemRandom(): Random {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;

  function bytes(size: number): Uint8Array {
    if (size > POOL_BYTES) {
      return randomFillSync(Buffer.alloc(size));
    }
    if (used + size > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const given = Buffer.from(pool.subarray(used, used + size));
    // What was given away once is forgotten here: it may have become a secret.
    pool.fill(0, used, used + size);
    used += size;
    return given;
  }

  return { bytes, next: () => Math.random() };
}
