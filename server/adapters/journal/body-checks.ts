// A frame of the journal has a checksum, the file of a body has none: a byte that changed on the disk
// would be shown as what was received. So each block of such a file has one, kept in the capture's
// frame. Blocks, so that a part of a big body is checked without reading all of it.
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
    const packed = Buffer.alloc(this.#checks.length * CHECK_BYTES);
    this.#checks.forEach((check, index) => {
      packed.writeUInt32LE(check, index * CHECK_BYTES);
    });
    return packed.toString('base64');
  }

  #endBlock(): void {
    this.#checks.push(this.#check);
    this.#check = 0;
    this.#filledBytes = 0;
  }
}

/** Whether a block holds what was received. */
export function isSoundBlock(checksText: string, block: number, bytes: Uint8Array): boolean {
  const packed = Buffer.from(checksText, 'base64');
  const at = block * CHECK_BYTES;
  return at + CHECK_BYTES <= packed.length && packed.readUInt32LE(at) === crc32(bytes);
}
