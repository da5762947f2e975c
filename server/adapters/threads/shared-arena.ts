import type { SharedData } from '../../core/shared-data.ts';

const BLOCK_BYTES = 256 * 1024;

export type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** A stretch of memory that whoever took it fills, hands out in pieces and then releases. */
export interface Region {
  readonly offset: number;
  readonly bytes: SharedBytes;
  /** A piece of it, `at` counted from the region's begin: held by nobody until it is. */
  piece(at: number, length: number, crc32: number): SharedData;
  /** The taker's own hold, once. */
  release(): void;
}

interface Block {
  readonly start: number;
  used: number;
  holds: number;
  /** Counts how often the block was given back: what remembers an older one has nothing there. */
  generation: number;
}

/**
 * Memory of fixed size that all threads share: what a publisher sends is put there once, read there
 * by one thread and sent from there by another. Blocks come free when nobody holds a piece of them;
 * where none is free, events simply go the slower way.
 */
export class SharedArena {
  readonly shared: SharedArrayBuffer;
  private readonly free: Block[] = [];
  private open: Block | undefined;
  private tellFree: () => void = () => undefined;

  constructor(bytes: number) {
    const blocks = Math.floor(bytes / BLOCK_BYTES);
    this.shared = new SharedArrayBuffer(blocks * BLOCK_BYTES);
    for (let index = blocks - 1; index >= 0; index -= 1) {
      this.free.push({ start: index * BLOCK_BYTES, used: 0, holds: 0, generation: 0 });
    }
  }

  /** Tells one listener of each block that comes free. */
  onFree(call: () => void): void {
    this.tellFree = call;
  }

  /** Not where `size` is larger than a block. */
  canHold(size: number): boolean {
    return size <= BLOCK_BYTES;
  }

  /** Undefined where there is no room. */
  take(size: number): Region | undefined {
    if (!this.canHold(size)) {
      return undefined;
    }
    if (this.open === undefined || this.open.used + size > BLOCK_BYTES) {
      this.openNext();
    }
    const block = this.open;
    if (block === undefined) {
      return undefined;
    }
    const offset = block.start + block.used;
    block.used += size;
    block.holds += 1;
    return {
      offset,
      bytes: new Uint8Array(this.shared, offset, size),
      piece: (at, length, crc32) => new Piece({ arena: this, block }, offset + at, length, crc32),
      release: () => this.release(block),
    };
  }

  hold(block: Block): void {
    block.holds += 1;
  }

  release(block: Block): void {
    block.holds -= 1;
    if (block.holds === 0) {
      block.used = 0;
      block.generation += 1;
      this.free.push(block);
      this.tellFree();
    }
  }

  private openNext(): void {
    if (this.open !== undefined) {
      this.release(this.open);
    }
    this.open = this.free.pop();
    if (this.open !== undefined) {
      // The arena's own, while more may be put there.
      this.open.holds = 1;
    }
  }
}

class Piece implements SharedData {
  readonly length: number;
  readonly crc32: number;
  private readonly start: number;
  private readonly arena: SharedArena;
  private readonly block: Block;
  private readonly generation: number;

  constructor(
    { arena, block }: { readonly arena: SharedArena; readonly block: Block },
    offset: number,
    length: number,
    crc32: number,
  ) {
    this.arena = arena;
    this.block = block;
    this.generation = block.generation;
    this.start = offset;
    this.length = length;
    this.crc32 = crc32;
  }

  get offset(): number {
    this.check();
    return this.start;
  }

  get bytes(): SharedBytes {
    return new Uint8Array(this.arena.shared, this.offset, this.length);
  }

  hold(): void {
    this.check();
    this.arena.hold(this.block);
  }

  release(): void {
    this.check();
    this.arena.release(this.block);
  }

  /** Other bytes in the place of an event's must never be sent: rather nothing. */
  private check(): void {
    if (this.generation !== this.block.generation) {
      throw new RangeError('shared data was read after its last holder had released it');
    }
  }
}
