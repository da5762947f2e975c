import { isAscii, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Region, SharedArena } from '../../../server/adapters/threads/shared-arena.ts';
import type { EventId } from '../../../server/contract/ids.ts';
import { AppError } from '../../../server/core/errors.ts';
import { tableOfLines } from '../../../server/core/line-table.ts';
import type { EventToPublish, PublishResult } from '../../../server/flows/publish-events.ts';
import { readPlainLine, readTrigger } from '../../../server/http/trigger-input.ts';
import { type BulkReader, publishStream } from '../../../server/http/trigger-stream.ts';
import { settlePromises } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

const KNOWN = ['payment_received', 'order.created'];
const MEGABYTE = 1024 * 1024;

interface Seen {
  readonly type: string;
  readonly id: string | undefined;
  readonly dataText: string;
}

/** Publishes a stream as the route does; what was stored is read at the moment of storing, as a store would. */
async function publish(chunks: readonly Uint8Array[], bulk?: BulkReader<Region>) {
  const seen: Seen[] = [];
  const store = async (events: readonly EventToPublish[]): Promise<PublishResult[]> => {
    await Promise.resolve();
    return events.map((event) => {
      const { type, id, dataText } = event;
      if (event.shared) {
        expect(event.shared.crc32).toBe(crc32(event.shared.bytes));
      }
      seen.push({ type, id, dataText });
      const eventId = id ?? (`evt_${seen.length}` as EventId);
      return { kind: 'stored', eventId, deliveryIds: [] };
    });
  };
  const outcome = await publishStream(
    {
      publish: store,
      isKnown: (type) => KNOWN.includes(type),
      bulk,
      readEvent: (source) => {
        const event = readTrigger(source);
        if (!KNOWN.includes(event.type)) {
          throw new AppError('unknown_event_type', `event: ${event.type} is not known`);
        }
        return { ...event, origin: 'trigger' };
      },
    },
    (async function* stream() {
      yield* chunks;
    })(),
  );
  return { seen, outcome };
}

/** As the reading thread does it, in this one. */
function bulkOf(arena: SharedArena): BulkReader<Region> & { reads: number } {
  const bulk = {
    reads: 0,
    take: (size: number) => arena.take(size),
    read: async (region: Region) => {
      bulk.reads += 1;
      const { offset, bytes } = region;
      const shared = Buffer.from(arena.shared, offset, bytes.length);
      return tableOfLines(shared, { isAscii, isUtf8, crc32 }, readPlainLine);
    },
  };
  return bulk;
}

/** Blocks that can be had at this moment; takes none of them for good. */
function freeBlocks(arena: SharedArena): number {
  const taken: Region[] = [];
  for (let region = arena.take(256 * 1024); region; region = arena.take(256 * 1024)) {
    taken.push(region);
  }
  for (const region of taken) {
    region.release();
  }
  return taken.length;
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('ü€😀'.repeat(3000)));
const goodLine = fc
  .record({
    event: fc.constantFrom(...KNOWN),
    id: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), { nil: undefined }),
    data: fc.oneof(fc.jsonValue(), text, fc.constant('x'.repeat(9000))),
  })
  .map(json);
const oddLine = fc.oneof(
  fc
    .constantFrom('', ' ', '\r', '{', '[]', 'null', '{"event":"payment_received"}')
    .map(Buffer.from),
  fc.constant(json({ event: 'nobody.knows', data: 1 })),
  fc.constant(Buffer.from('{"event":"payment_received","data":1.0,"data":[1e400 , 2]}\r')),
  fc.constant(Buffer.from('{"event":"payment_received","id":7,"data":{}}')),
  fc.constant(
    Buffer.from(`{"event":"payment_received","data":${'['.repeat(80)}${']'.repeat(80)}}`),
  ),
  fc.constant(json({ event: 'payment_received', data: 'y'.repeat(300_000) })),
  fc.constant(json({ event: 'payment_received', data: 'z'.repeat(MEGABYTE) })),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
);
const lines = fc.array(fc.oneof({ arbitrary: goodLine, weight: 6 }, oddLine), {
  minLength: 5,
  maxLength: 60,
  size: 'max',
});

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 65_536;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('a stream of events that another thread reads', () => {
  it('is taken, refused and reported exactly as on the spot', async () => {
    const sizes = fc.array(fc.integer({ min: 20_000, max: 200_000 }), { minLength: 1 });
    let reads = 0;
    await fc.assert(
      fc.asyncProperty(lines, sizes, async (given, chunkSizes) => {
        const bytes = Buffer.concat(given.flatMap((line) => [line, Buffer.from('\n')]));
        const bulk = bulkOf(new SharedArena(2 * MEGABYTE));
        const there = await publish(cut(bytes, chunkSizes), bulk);
        const here = await publish(cut(bytes, chunkSizes));
        expect(there).toEqual(here);
        reads += bulk.reads;
      }),
      { numRuns: 100, seed: 7 },
    );
    expect(reads).toBeGreaterThan(30);
  });

  it('gives all the memory back, and goes on where there is none', async () => {
    const line = Buffer.from(`${JSON.stringify({ event: KNOWN[0], data: 'a'.repeat(8000) })}\n`);
    const bytes = Buffer.concat(Array.from({ length: 400 }, () => line));
    const arena = new SharedArena(MEGABYTE);
    const bulk = bulkOf(arena);
    const { outcome } = await publish(cut(bytes, [65_536]), bulk);
    expect(outcome.accepted).toBe(400);
    expect(bulk.reads).toBeGreaterThan(20);
    const free = Array.from({ length: 4 }, () => arena.take(256 * 1024));
    expect(free).not.toContain(undefined);
    // All is taken now: the same stream is read on the spot.
    const again = await publish(cut(bytes, [65_536]), bulkOf(arena));
    expect(again.outcome.accepted).toBe(400);
    expect(again.seen[399]?.dataText).toBe(JSON.stringify('a'.repeat(8000)));
  });

  it('waits for room that there will be in a moment, and reads no more meanwhile', async () => {
    const line = Buffer.from(`${JSON.stringify({ event: KNOWN[0], data: 'c'.repeat(8000) })}\n`);
    const chunks = Array.from({ length: 5 }, () => Buffer.concat([line, line, line]));
    const arena = new SharedArena(MEGABYTE);
    const asked: ((region: Region | undefined) => void)[] = [];
    const take = () => new Promise<Region | undefined>((resolve) => asked.push(resolve));
    const bulk = { ...bulkOf(arena), take };
    const publishing = publish(chunks, bulk);
    for (let count = 1; count <= 5; count += 1) {
      await until('the next group asks', () => asked.length === count);
      await settlePromises();
      expect(asked).toHaveLength(count);
      // The third one is read on the spot: its wait was in vain.
      asked[count - 1]?.(count === 3 ? undefined : arena.take(3 * line.length - 1));
    }
    const { outcome, seen } = await publishing;
    expect(outcome.accepted).toBe(15);
    expect(new Set(seen.map(({ dataText }) => dataText.length))).toEqual(new Set([8002]));
    expect(freeBlocks(arena)).toBe(4);
  });

  it('is read on the spot where the thread ends in the middle', async () => {
    const line = Buffer.from(`${JSON.stringify({ event: KNOWN[1], data: 'é'.repeat(4000) })}\n`);
    const bytes = Buffer.concat(Array.from({ length: 40 }, () => line));
    const arena = new SharedArena(MEGABYTE);
    const dying = { take: bulkOf(arena).take, read: async () => undefined };
    const { outcome, seen } = await publish(cut(bytes, [65_536]), dying);
    expect(outcome.accepted).toBe(40);
    expect(new Set(seen.map(({ dataText }) => dataText))).toEqual(
      new Set([JSON.stringify('é'.repeat(4000))]),
    );
  });

  it('gives the memory back where reading, storing or the publisher fails', async () => {
    const line = Buffer.from(`${JSON.stringify({ event: KNOWN[0], data: 'b'.repeat(8000) })}\n`);
    const bytes = Buffer.concat(Array.from({ length: 60 }, () => line));
    const chunks = cut(bytes, [50_000]);
    const arena = new SharedArena(2 * MEGABYTE);
    const bulk = bulkOf(arena);
    const fault = () => Promise.reject(new Error('out of order'));
    const storing = async () => [];
    const readEvent = () => {
      throw new Error('never asked');
    };
    const deps = { publish: storing, isKnown: () => true, readEvent, bulk };
    async function* aborted() {
      yield* chunks;
      throw new Error('aborted');
    }
    async function* whole() {
      yield* chunks;
    }
    const published: Promise<unknown>[] = [];
    const slowly = async (events: readonly EventToPublish[]): Promise<PublishResult[]> => {
      const stored = new Promise((resolve) => setImmediate(resolve)).then(() =>
        events.map(({ dataText }) => expect(dataText).toHaveLength(8002)),
      );
      published.push(stored);
      await stored;
      return [];
    };
    const failing = [
      publishStream({ ...deps, bulk: { ...bulk, read: fault } }, whole()),
      publishStream({ ...deps, isKnown: () => false }, whole()),
      publishStream({ ...deps, publish: fault }, whole()),
      publishStream({ ...deps, publish: slowly }, aborted()),
    ];
    for (const { status } of await Promise.allSettled(failing)) {
      expect(status).toBe('rejected');
    }
    await until('all is given back', () => freeBlocks(arena) === 8);
    expect(published.length).toBeGreaterThan(3);
  });
});
