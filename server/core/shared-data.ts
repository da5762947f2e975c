/**
 * An event's data as UTF-8 in memory that all threads share. It is there while somebody holds it:
 * who keeps it for later calls `hold`, and `release` once. Reading it after that throws.
 */
export interface SharedData {
  /** Where it begins in the shared memory, in bytes. Throws like `bytes`. */
  readonly offset: number;
  readonly length: number;
  /** Which use of that memory it is: each has a number of its own. */
  readonly generation: number;
  /** Of its bytes: who stores them need not read them for it. */
  readonly crc32: number;
  /** A view, good as long as it is held. Throws RangeError where it is no more. */
  readonly bytes: Uint8Array;
  /** Throws RangeError where the memory was given to something else: what was read is then not the data. */
  check(): void;
  hold(): void;
  release(): void;
}

/** The data as text: a copy, good for ever. */
export function textOfShared({ bytes }: Pick<SharedData, 'bytes'>): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
