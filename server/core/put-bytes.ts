/** Below this, setting them up costs more than either copy. */
const LONG_BYTES = 256;

/**
 * Copies `source` into `target` at `at`, where it must have room. As `target.set` does, but at full
 * speed between private and shared memory too: there `set` and `Buffer.copy` go byte by byte.
 */
export function putBytes(target: Buffer, source: Uint8Array, at: number): void {
  if (source.length < LONG_BYTES) {
    target.set(source, at);
    return;
  }
  if (at + source.length > target.length) {
    throw new RangeError('there is no room for these bytes');
  }
  // Filling from bytes of exactly that length is one copy of the system.
  target.fill(source, at, at + source.length);
}
