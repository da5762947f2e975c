import { beforeEach, describe, expect, it } from 'vitest';
import type { EventId } from '../../../server/contract/ids.ts';
import { PublisherCreateSchema } from '../../../server/contract/publisher.ts';
import { createCatalogue } from '../../../server/flows/event-types.ts';
import { createPublishers } from '../../../server/flows/publish-dummies.ts';
import type { EventToPublish } from '../../../server/flows/publish-events.ts';
import { createMemoryLog, random, silentFeed } from '../../support/exposee-bed.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createMemoryStores } from '../../support/memory-stores.ts';

let clock: FakeClock;
let stores: ReturnType<typeof createMemoryStores>;
let events: { at: number; event: EventToPublish }[];
let failure: Error | undefined;

beforeEach(() => {
  clock = createFakeClock();
  stores = createMemoryStores();
  events = [];
  failure = undefined;
});

function open() {
  return createPublishers({
    publishers: stores.publishers,
    catalogue: createCatalogue({ eventTypes: stores.eventTypes, feed: silentFeed }),
    publish: async (given) => {
      if (failure) {
        throw failure;
      }
      return given.map((event) => {
        events.push({ at: clock.monotonic(), event });
        return { kind: 'stored', eventId: 'e' as EventId, deliveryIds: [] };
      });
    },
    clock,
    random,
    log: createMemoryLog(),
    feed: silentFeed,
  });
}

const input = (more: object) =>
  PublisherCreateSchema.parse({ min_ms: 1000, max_ms: 1000, seed: 7, ...more });

describe('a publisher', () => {
  it('publishes at its interval, without drift, until its count is reached', async () => {
    const publishers = open();
    await publishers.start(input({ event_types: ['payment_received'], count: 4 }));
    await clock.advance(10_000);
    expect(events.map(({ at }) => at)).toEqual([0, 1000, 2000, 3000]);
    expect(publishers.list()).toMatchObject([{ is_running: false, published: 4, next_at: null }]);
    expect(clock.timers()).toBe(0);
  });

  it('draws pauses, types and data from its seed alone', async () => {
    const run = async (seed: number) => {
      events = [];
      const publishers = open();
      const started = await publishers.start(
        input({ max_ms: 9000, seed, event_types: ['*'], count: 20 }),
      );
      const from = clock.monotonic();
      await clock.advance(200_000);
      await publishers.remove(started.id);
      return events.map(({ at, event }) => `${at - from} ${event.type} ${event.dataText}`);
    };
    const first = await run(1);
    expect(first).toHaveLength(20);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
    const pauses = new Set(first.map((text) => text.split(' ')[0]));
    expect(pauses.size).toBeGreaterThan(15);
  });

  it('sends pings and trigger hooks only where they are asked for by name', async () => {
    const publishers = open();
    await publishers.start(input({ min_ms: 10, max_ms: 10, event_types: ['*'], count: 300 }));
    await clock.advance(5000);
    const types = new Set(events.map(({ event }) => event.type));
    expect(types.has('ping') || types.has('hook.triggered')).toBe(false);
    expect(types.size).toBeGreaterThan(15);
    await publishers.start(input({ event_types: ['ping'], count: 1 }));
    await clock.advance(100);
    expect(events.at(-1)?.event).toMatchObject({ type: 'ping', origin: 'publisher' });
  });

  it('goes on after a restart where it was', async () => {
    const before = open();
    await before.start(input({ event_types: ['payment_received'], count: 5 }));
    await clock.advance(2500);
    await before.close();
    expect(clock.timers()).toBe(0);
    const after = open();
    after.resume();
    await clock.advance(20_000);
    expect(events).toHaveLength(5);
    expect(new Set(events.map(({ event }) => event.dataText)).size).toBe(5);
    expect(stores.publishers.all()).toMatchObject([{ published: 5, is_running: false }]);
  });

  it('does not make up for a time in which nothing ran', async () => {
    const publishers = open();
    await publishers.start(input({ event_types: ['payment_received'] }));
    await clock.advance(1500);
    failure = new Error('the disk is full');
    await clock.advance(1000);
    expect(publishers.list()).toMatchObject([{ last_error: 'the disk is full', published: 2 }]);
    failure = undefined;
    await clock.advance(1000);
    expect(publishers.list()).toMatchObject([{ last_error: null, published: 3 }]);
  });

  it('ends with its removal', async () => {
    const publishers = open();
    const { id } = await publishers.start(input({ event_types: ['payment_received'] }));
    await clock.advance(100);
    await publishers.remove(id);
    await clock.advance(10_000);
    expect(events).toHaveLength(1);
    await expect(publishers.remove(id)).rejects.toMatchObject({ code: 'publisher_not_found' });
  });

  it('is refused for event types that do not exist', async () => {
    await expect(open().start(input({ event_types: ['nope'] }))).rejects.toMatchObject({
      code: 'unknown_event_type',
      errors: [{ path: 'event_types[0]' }],
    });
  });
});
