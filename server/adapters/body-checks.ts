// A frame of the journal has a checksum, the file of a body and a value in Redis have none: a byte that changed there
// would be shown as what was received. So each block of a body has one, kept with the capture. Blocks, so that a part
// of a big body is checked without reading all of it.
import { crc32 } from 'node:zlib';

export const CHECKED_BLOCK_BYTES = 256 * 1024;
const CHECK_BYTES = 4;

/** Checksums of a body's blocks, made as its bytes go by. */
export class BodyChecks {
  readonly #checks: number[] = [];
  #check = 0;
  #filledBytes = 0;

  add(bytes: Uint8Array): void {
    for (let position = 0; position < bytes.length; ) {
      const end = Math.min(bytes.length, position + CHECKED_BLOCK_BYTES - this.#filledBytes);
      this.#check = crc32(bytes.subarray(position, end), this.#check);
      this.#filledBytes += end - position;
      position = end;
      if (this.#filledBytes === CHECKED_BLOCK_BYTES) {
        this.#endBlock();
      }
    }
  }

  /** As it is stored. To be called once, after the last byte. */
  text(): string {
    if (this.#filledBytes > 0) {
      this.#endBlock();
    }
    return packChecks(this.#checks);
  }

  #endBlock(): void {
    this.#checks.push(this.#check);
    this.#check = 0;
    this.#filledBytes = 0;
  }
}

/** Checksums (CRC-32) of the blocks of a body, as they are stored. */
export function packChecks(checks: readonly number[]): string {
  const packed = Buffer.alloc(checks.length * CHECK_BYTES);
  checks.forEach((check, index) => {
    packed.writeUInt32LE(check, index * CHECK_BYTES);
  });
  return packed.toString('base64');
}

/** Whether a block holds what was received. */
export function isSoundBlock(checksText: string, block: number, bytes: Uint8Array): boolean {
  const packed = Buffer.from(checksText, 'base64');
  const at = block * CHECK_BYTES;
  return at + CHECK_BYTES <= packed.length && packed.readUInt32LE(at) === crc32(bytes);
}
