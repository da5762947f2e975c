import type { SharedData } from '../../core/shared-data.ts';

const BLOCK_BYTES = 256 * 1024;
const GENERATION_BYTES = Int32Array.BYTES_PER_ELEMENT;

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
  readonly index: number;
  readonly start: number;
  used: number;
  holds: number;
}

/**
 * Memory of fixed size that all threads share: what a publisher sends is put there once, read there
 * by one thread and sent from there by another. Blocks come free when nobody holds a piece of them;
 * where none is free, events simply go the slower way.
 */
export class SharedArena {
  readonly shared: SharedArrayBuffer;
  readonly view: ArenaView;
  private readonly free: Block[] = [];
  private open: Block | undefined;
  private tellFree: () => void = () => undefined;

  constructor(bytes: number) {
    const blocks = Math.floor(bytes / BLOCK_BYTES);
    this.shared = new SharedArrayBuffer(blocks * (BLOCK_BYTES + GENERATION_BYTES));
    this.view = new ArenaView(this.shared);
    for (let index = blocks - 1; index >= 0; index -= 1) {
      this.free.push({ index, start: index * BLOCK_BYTES, used: 0, holds: 0 });
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
      this.view.endGeneration(block.index);
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

/**
 * The arena as every thread sees it. How often a block was given back stands behind all blocks: who
 * remembers an older number has nothing there, in whatever thread.
 */
export class ArenaView {
  private readonly shared: SharedArrayBuffer;
  private readonly generations: Int32Array<SharedArrayBuffer>;

  constructor(shared: SharedArrayBuffer) {
    const blocks = shared.byteLength / (BLOCK_BYTES + GENERATION_BYTES);
    this.shared = shared;
    this.generations = new Int32Array(shared, blocks * BLOCK_BYTES, blocks);
  }

  /** The one in use where `offset` lies. */
  generationAt(offset: number): number {
    return Atomics.load(this.generations, Math.floor(offset / BLOCK_BYTES));
  }

  /** Only once nobody holds anything of the block. */
  endGeneration(block: number): void {
    Atomics.add(this.generations, block, 1);
  }

  piece(offset: number, length: number, generation: number): ArenaPiece {
    return new ArenaPiece(this, { offset, length, generation });
  }

  bytes(offset: number, length: number): SharedBytes {
    return new Uint8Array(this.shared, offset, length);
  }
}

/** A stretch of the arena that somebody else holds. */
export class ArenaPiece {
  readonly length: number;
  readonly generation: number;
  private readonly start: number;
  private readonly view: ArenaView;

  constructor(
    view: ArenaView,
    at: { readonly offset: number; readonly length: number; readonly generation: number },
  ) {
    this.view = view;
    this.start = at.offset;
    this.length = at.length;
    this.generation = at.generation;
  }

  get offset(): number {
    this.check();
    return this.start;
  }

  get bytes(): SharedBytes {
    return this.view.bytes(this.offset, this.length);
  }

  /** Other bytes in the place of an event's must never be sent: rather nothing. */
  check(): void {
    if (this.view.generationAt(this.start) !== this.generation) {
      throw new RangeError('shared data was read after its last holder had released it');
    }
  }
}

class Piece extends ArenaPiece implements SharedData {
  readonly crc32: number;
  private readonly arena: SharedArena;
  private readonly block: Block;

  constructor(
    { arena, block }: { readonly arena: SharedArena; readonly block: Block },
    offset: number,
    length: number,
    crc32: number,
  ) {
    const { view } = arena;
    super(view, { offset, length, generation: view.generationAt(offset) });
    this.arena = arena;
    this.block = block;
    this.crc32 = crc32;
  }

  hold(): void {
    this.check();
    this.arena.hold(this.block);
  }

  release(): void {
    this.check();
    this.arena.release(this.block);
  }
}
