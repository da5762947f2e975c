import { describe, expect, it } from 'vitest';
import { ArenaRoom } from '../../../../server/adapters/threads/arena-room.ts';
import { type Region, SharedArena } from '../../../../server/adapters/threads/shared-arena.ts';
import { createFakeClock, settlePromises } from '../../../support/fake-clock.ts';

const BLOCK = 256 * 1024;
const BLOCKS = 12;

/** An arena that is full, and the regions that fill it, oldest first. */
function full() {
  const clock = createFakeClock();
  const arena = new SharedArena(BLOCKS * BLOCK);
  const room = new ArenaRoom(arena, clock);
  const regions = Array.from({ length: BLOCKS }, () => taken(room.take(BLOCK)));
  return { clock, arena, room, regions };
}

function taken(region: Region | undefined | Promise<Region | undefined>): Region {
  if (region === undefined || region instanceof Promise) {
    throw new Error('there should have been room at once');
  }
  return region;
}

/** Gives back and takes again so many blocks in so long a time, so that all are taken at the end. */
async function flow({ clock, room, regions }: ReturnType<typeof full>, eachMs: number) {
  for (let count = 0; count < 8; count += 1) {
    await clock.advance(eachMs);
    regions.shift()?.release();
    regions.push(taken(room.take(BLOCK)));
  }
}

/** What came of each taking so far, by its number in the order in which they ended. */
function watched(takings: readonly (Region | undefined | Promise<Region | undefined>)[]) {
  const ended: [number, Region | undefined][] = [];
  for (const [number, taking] of takings.entries()) {
    expect(taking).toBeInstanceOf(Promise);
    void Promise.resolve(taking).then((region) => ended.push([number, region]));
  }
  return ended;
}

describe('room in the arena', () => {
  it('is waited for where blocks come free in quick succession, and given in order', async () => {
    const setting = full();
    await flow(setting, 10);
    const { room, regions } = setting;
    const ended = watched([room.take(BLOCK), room.take(10), room.take(10)]);
    await settlePromises();
    expect(ended).toEqual([]);
    const offset = regions[0]?.offset;
    regions.shift()?.release();
    await settlePromises();
    expect(ended.map(([number, region]) => [number, region?.offset])).toEqual([[0, offset]]);
    regions.shift()?.release();
    await settlePromises();
    expect(ended.map(([number]) => number)).toEqual([0, 1, 2]);
    expect(new Set(ended.map(([, region]) => region?.offset)).size).toBe(3);
    expect(setting.clock.timers()).toBe(0);
  });

  it('is not waited for where blocks come free slowly, or never did', async () => {
    expect(full().room.take(10)).toBeUndefined();
    const setting = full();
    await flow(setting, 15);
    expect(setting.room.take(10)).toBeUndefined();
  });

  it('is not waited for once no more blocks come free', async () => {
    const setting = full();
    await flow(setting, 10);
    await setting.clock.advance(100);
    expect(setting.room.take(10)).toBeUndefined();
  });

  it('is waited for a tenth of a second at most, and then not taken any more', async () => {
    const setting = full();
    await flow(setting, 1);
    const { clock, room, regions } = setting;
    const ended = watched([room.take(BLOCK)]);
    await clock.advance(99);
    expect(ended).toEqual([]);
    await clock.advance(1);
    expect(ended).toEqual([[0, undefined]]);
    regions.shift()?.release();
    await settlePromises();
    taken(room.take(BLOCK));
  });

  it('is for nothing that is longer than a block', async () => {
    const setting = full();
    await flow(setting, 1);
    expect(setting.room.take(BLOCK + 1)).toBeUndefined();
  });
});
