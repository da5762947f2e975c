import type { OpenFile } from './file-layer.ts';
import { readFully } from './file-layer.ts';
import { type FrameView, viewFrame } from './frame.ts';

/** A hundred events of 8 KiB: what was stored together is sent together, soon after. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * Reads frames of known length that lie one after the other: one read brings many. What a window
 * holds may be out of date (bytes that a failed write left and a later one replaced), so a frame out
 * of it counts only where its salt and checksum say so; else it is read again.
 */
export class ReadAhead {
  private segment = -1;
  private start = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private filling: Promise<void> = Promise.resolve();
  private generation = 0;

  /**
   * A write was refused: a window may hold its bytes, which are sound but were never stored, and
   * another frame of the same length may come to stand in their place.
   */
  forget(): void {
    this.generation += 1;
    this.segment = -1;
    this.bytes = Buffer.alloc(0);
  }

  /** The frame, or undefined where this window cannot vouch for it. */
  async read(
    place: { readonly segment: number; readonly offset: number; readonly length: number },
    file: OpenFile,
    salt: number,
  ): Promise<FrameView | undefined> {
    const { segment, offset, length } = place;
    if (length > WINDOW_BYTES / 4) {
      return undefined;
    }
    const found = this.view(segment, offset, length, salt);
    if (found !== undefined) {
      return found;
    }
    // Those who ask at the same time mostly want neighbours: they wait for one read.
    const filled = this.filling.then(() =>
      this.view(segment, offset, length, salt) === undefined
        ? this.fill(segment, offset, file)
        : undefined,
    );
    this.filling = filled.catch(() => undefined);
    await filled;
    return this.view(segment, offset, length, salt);
  }

  private view(
    segment: number,
    offset: number,
    length: number,
    salt: number,
  ): FrameView | undefined {
    const from = offset - this.start;
    const isInside = segment === this.segment && from >= 0 && from + length <= this.bytes.length;
    return isInside ? viewFrame(this.bytes, from, from + length, salt) : undefined;
  }

  private async fill(segment: number, offset: number, file: OpenFile): Promise<void> {
    // A window of its own each time: frames that were handed out are views into it.
    const bytes = Buffer.allocUnsafeSlow(WINDOW_BYTES);
    const { generation } = this;
    const count = await readFully(file, bytes, WINDOW_BYTES, offset);
    if (generation !== this.generation) {
      return;
    }
    this.segment = segment;
    this.start = offset;
    this.bytes = bytes.subarray(0, count);
  }
}
