import { describe, expect, it } from 'vitest';
import { ArenaView, SharedArena } from '../../../../server/adapters/threads/shared-arena.ts';
import { textOfShared } from '../../../../server/core/shared-data.ts';

const BLOCK = 256 * 1024;

function filled(arena: SharedArena, text: string) {
  const region = arena.take(text.length);
  region?.bytes.set(Buffer.from(text));
  return region;
}

describe('the shared arena', () => {
  it('keeps a piece while somebody holds it, whoever else lets go', () => {
    const arena = new SharedArena(BLOCK);
    const region = filled(arena, 'xxhello');
    const piece = region?.piece(2, 5, 0);
    piece?.hold();
    region?.release();
    expect(arena.take(BLOCK)).toBeUndefined();
    expect(piece && textOfShared(piece)).toBe('hello');
  });

  it('gives a block out again once nothing of it is held, and not sooner', () => {
    const arena = new SharedArena(2 * BLOCK);
    const first = arena.take(BLOCK);
    const second = arena.take(BLOCK);
    expect(arena.take(1)).toBeUndefined();
    const piece = first?.piece(0, 10, 0);
    piece?.hold();
    first?.release();
    expect(arena.take(1)).toBeUndefined();
    piece?.release();
    expect(arena.take(BLOCK)?.offset).toBe(first?.offset);
    expect(arena.take(1)).toBeUndefined();
    second?.release();
    expect(arena.take(1)?.offset).toBe(second?.offset);
  });

  it('refuses what was let go, rather than show what took its place', () => {
    const arena = new SharedArena(BLOCK);
    const region = arena.take(BLOCK);
    region?.bytes.fill(0x61);
    const piece = region?.piece(0, 4, 0);
    region?.release();
    // The arena's own hold ends with the next block that is asked for.
    const other = arena.take(BLOCK);
    other?.bytes.fill(0x62);
    expect(() => piece?.bytes).toThrow(RangeError);
    expect(() => piece?.hold()).toThrow(RangeError);
    expect(() => piece?.release()).toThrow(RangeError);
    expect(arena.take(1)).toBeUndefined();
  });

  it('is seen alike from another thread, which finds nothing in what was let go', () => {
    const arena = new SharedArena(2 * BLOCK);
    arena.take(BLOCK);
    const region = filled(arena, 'hello');
    const piece = region?.piece(1, 4, 0);
    if (region === undefined || piece === undefined) {
      throw new Error('there should have been room');
    }
    const { offset, length, generation } = piece;
    const there = new ArenaView(arena.shared).piece(offset, length, generation);
    expect(Buffer.from(there.bytes).toString()).toBe('ello');
    region.release();
    there.check();
    // The arena's own hold ends with the next block that is asked for; nobody has written there yet.
    arena.take(BLOCK);
    expect(() => there.check()).toThrow(RangeError);
    expect(() => there.bytes).toThrow(RangeError);
    expect(() => there.offset).toThrow(RangeError);
  });

  it('takes nothing that is longer than a block', () => {
    expect(new SharedArena(2 * BLOCK).take(BLOCK + 1)).toBeUndefined();
  });
});
