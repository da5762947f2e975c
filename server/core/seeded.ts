/** The n-th number of a seeded sequence: from 0 up to, not including, 1 (mulberry32). Any n can be asked for. */
export function seededFraction(seed: number, index: number): number {
  let state = (Math.imul(index + 1, 0x6d2b79f5) + Math.imul(seed | 0, 0x9e3779b1)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4294967296;
}

/** The n-th whole number of a seeded sequence: from 0 up to, not including, `limit`. */
export function seededWhole(seed: number, index: number, limit: number): number {
  return Math.floor(seededFraction(seed, index) * limit);
}
