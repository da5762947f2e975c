// Room kept for a full disk: without it nothing could be deleted there, since a deletion is a record
// too. It is given up for such a record and taken again when room was given back.
import { join } from 'node:path';
import { type FileLayer, writeFully } from './file-layer.ts';

const RESERVE_NAME = 'reserve.bin';
const RESERVE_BYTES = 256 * 1024;

export class Reserve {
  readonly #folder: string;
  readonly #files: FileLayer;
  #isHeld = false;

  constructor(folder: string, files: FileLayer) {
    this.#folder = folder;
    this.#files = files;
  }

  /** Takes the room; without effect where there is none. */
  async take(): Promise<void> {
    if (this.#isHeld) {
      return;
    }
    try {
      const file = await this.#files.open(this.#path(), 'w+');
      try {
        await writeFully(file, Buffer.alloc(RESERVE_BYTES), 0);
        this.#isHeld = true;
      } finally {
        await file.close();
      }
    } catch {
      await this.#files.remove(this.#path()).catch(() => undefined);
    }
  }

  /** Whether there was room to give back. */
  async giveUp(): Promise<boolean> {
    if (!this.#isHeld) {
      return false;
    }
    this.#isHeld = false;
    await this.#files.remove(this.#path()).catch(() => undefined);
    return true;
  }

  #path(): string {
    return join(this.#folder, RESERVE_NAME);
  }
}
