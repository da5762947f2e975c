import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { type Region, SharedArena } from '../../../../server/adapters/threads/shared-arena.ts';
import type { DeliveryId } from '../../../../server/contract/ids.ts';
import type { EventRecord, Settlement } from '../../../../server/core/records.ts';
import { SharedEvent } from '../../../../server/core/shared-event.ts';
import type { TriggeredItem } from '../../../../server/ports.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import {
  DELIVERED,
  eventId,
  RETRY,
  sampleAttempt,
  sampleDelivery,
  sampleEvent,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';
import { type Step, steps } from './shared-data-steps.ts';

// Anything that may happen to events whose data lies in shared memory, in any order and at the same
// time: whoever sends one sees its bytes until the end, what is read back later is what came, and
// in the end all of the memory is free.

const BLOCK = 256 * 1024;
const BLOCKS = 3;
/** Short ones, long ones, and what makes a write go through the system's threads. */
function textOf(event: number, variant: number): string {
  const filling = String.fromCharCode(97 + event).repeat((event * event * 977) % 90_000);
  return `{ "n": ${event}.0, "v": ${variant}, "text": "${filling}ü😀" }`;
}

function bodyOf(text: string): Uint8Array {
  return Buffer.from(`{"event":"payment_received","data":${text}}`);
}

function freeBlocks(arena: SharedArena): number {
  const taken: Region[] = [];
  for (let region = arena.take(BLOCK); region; region = arena.take(BLOCK)) {
    taken.push(region);
  }
  for (const region of taken) {
    region.release();
  }
  return taken.length;
}

async function openBed(folder: string, durability: 'process' | 'disk') {
  const clock = new TestClock();
  const files = new FaultyFiles();
  const log = memoryLog();
  const open = () =>
    openDeliveryJournal({
      folder,
      clock,
      log,
      durability,
      faultsForTests: files,
      segmentBytes: 400_000,
      compactsAlways: true,
    });
  let store = await open();
  let arena = new SharedArena(BLOCKS * BLOCK);
  let made = 0;
  const running = new Set<Promise<unknown>>();
  const deliveries: { id: DeliveryId; event: number }[] = [];
  const stored = new Map<number, string>();
  const claimed = new Map<DeliveryId, { event: EventRecord; text: string }>();
  const seen = { shared: 0, refused: 0, sent: 0 };

  /** Shared where there is room, else as any other route stores it. */
  function itemOf(event: number, variant: number, count: number) {
    const text = textOf(event, variant);
    const bytes = Buffer.from(text);
    const region = arena.take(bytes.length);
    const { id, type, origin } = sampleEvent(event);
    const plain = { id, type, origin, createdAtMs: clock.now() };
    region?.bytes.set(bytes);
    const shared = region?.piece(0, bytes.length, crc32(bytes));
    seen.shared += shared ? 1 : 0;
    const fresh = Array.from({ length: count }, () => {
      made += 1;
      return sampleDelivery(made);
    });
    const record = shared ? new SharedEvent({ ...plain, shared }) : { ...plain, dataText: text };
    const item: TriggeredItem = { event: record, deliveries: fresh };
    return { item, region, text, event };
  }

  async function saveAll(given: ReturnType<typeof itemOf>[]): Promise<void> {
    try {
      const results = await store.saveTriggered(given.map(({ item }) => item));
      for (const [index, { event, text }] of given.entries()) {
        const result = results[index];
        expect(result).toBeDefined();
        if (result?.kind === 'stored') {
          stored.set(event, text);
          deliveries.push(...result.deliveries.map(({ id }) => ({ id, event })));
        }
      }
    } finally {
      for (const { region } of given) {
        region?.release();
      }
    }
  }

  async function claimOne(id: DeliveryId, isByHand: boolean): Promise<void> {
    const got = await store.claim(id, isByHand);
    if (got !== undefined) {
      expect(claimed.has(id)).toBe(false);
      claimed.set(id, { event: got.event, text: got.event.dataText });
      const number = deliveries.find((each) => each.id === id)?.event ?? -1;
      expect([textOf(number, 0), textOf(number, 1)]).toContain(got.event.dataText);
    }
  }

  async function finishOne(id: DeliveryId, how: 'delivered' | 'retry' | 'release' | 'settle') {
    const mine = claimed.get(id);
    if (mine === undefined) {
      return;
    }
    // As the thread that sends it reads it, to the very end.
    const bytes = mine.event.shared?.bytes ?? Buffer.from(mine.event.dataText);
    expect(Buffer.from(bytes).equals(Buffer.from(mine.text))).toBe(true);
    seen.sent += 1;
    claimed.delete(id);
    if (how === 'release') {
      store.release(id);
      return;
    }
    if (how === 'settle') {
      const settling = store.settle(id, { ...DELIVERED, state: 'cancelled' });
      await settling.finally(() => store.release(id));
      return;
    }
    const request = { ...sampleAttempt(id).request, bodyBytes: bodyOf(mine.text) };
    const attempt = sampleAttempt(id, 1, { request });
    const settlement: Settlement = how === 'delivered' ? DELIVERED : RETRY;
    await store.recordAttempt(attempt, settlement).catch((error) => {
      // It is recorded again where the disk has room: its claim stays so long.
      claimed.set(id, mine);
      throw error;
    });
  }

  async function settled(): Promise<void> {
    for (const result of await Promise.allSettled([...running])) {
      if (result.status === 'rejected') {
        expect(result.reason).toMatchObject({ code: 'storage_full' });
        seen.refused += 1;
      }
    }
    running.clear();
  }

  async function reopen(): Promise<void> {
    await settled();
    await store.close();
    claimed.clear();
    arena = new SharedArena(BLOCKS * BLOCK);
    store = await open();
  }

  function start(step: Step): Promise<unknown> | undefined {
    const at = 'pick' in step ? deliveries[step.pick % Math.max(1, deliveries.length)] : undefined;
    switch (step.kind) {
      case 'save':
        return saveAll(step.numbers.map((each) => itemOf(each, step.variant, step.deliveries)));
      case 'claim':
        return at && claimOne(at.id, step.isByHand);
      case 'finish': {
        const id = [...claimed.keys()][step.pick % Math.max(1, claimed.size)];
        return id && finishOne(id, step.how);
      }
      case 'settle':
        return (
          at &&
          store.settle(
            at.id,
            step.state === 'pending' ? RETRY : { ...DELIVERED, state: 'cancelled' },
          )
        );
      case 'add':
        made += 1;
        return (
          at &&
          store.addDelivery(eventId(at.event), sampleDelivery(made)).then((added) => {
            if (added) {
              deliveries.push({ id: added.id, event: at.event });
            }
          })
        );
      case 'clock':
        clock.advance(step.ms);
        return undefined;
      case 'prune':
        return store.prune({ maxItems: step.maxItems, maxBytes: 1e9, olderThanMs: null });
      case 'disk':
        files.roomBytes = step.roomBytes;
        return undefined;
      case 'reopen':
        return reopen();
    }
  }

  async function take(step: Step): Promise<void> {
    if (step.kind === 'reopen') {
      await reopen();
      return;
    }
    const started = start(step);
    if (started !== undefined) {
      started.catch(() => undefined);
      running.add(started);
    }
    if (step.waits) {
      await settled();
    }
  }

  /** All that is still there, read back. */
  async function check(): Promise<void> {
    for (const [event, text] of stored) {
      const found = await store.findEvent(eventId(event));
      expect(found === undefined || found.dataText === text, `event ${event}`).toBe(true);
    }
    for (const { id, event } of deliveries) {
      const body = bodyOf(stored.get(event) ?? '');
      for (const attempt of await store.readAttempts(id)) {
        expect(Buffer.from(body).equals(attempt.request.bodyBytes), `body of ${id}`).toBe(true);
      }
    }
  }

  async function end(): Promise<void> {
    await settled();
    files.roomBytes = Number.POSITIVE_INFINITY;
    for (const id of [...claimed.keys()]) {
      await finishOne(id, 'delivered');
    }
    await check();
    for await (const { id } of store.pending()) {
      await store.settle(id, { ...DELIVERED, state: 'cancelled' });
    }
    expect(freeBlocks(arena)).toBe(BLOCKS);
    await reopen();
    await check();
    await store.close();
    const messages = log.lines.map(({ message }) => message);
    expect(messages).not.toContain('a stored record could not be applied');
    expect(messages.filter((message) => message.includes('damaged'))).toEqual([]);
  }

  return { take, end, seen };
}

it('is seen whole by whoever sends it, read back as it came, and given back to the last byte', async () => {
  const totals = { shared: 0, refused: 0, sent: 0 };
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom('process', 'disk'), async (given, durability) => {
      const folder = await mkdtemp(join(tmpdir(), 'hookbench-shared-model-'));
      try {
        const bed = await openBed(folder, durability);
        for (const step of given) {
          await bed.take(step);
        }
        await bed.end();
        totals.shared += bed.seen.shared;
        totals.refused += bed.seen.refused;
        totals.sent += bed.seen.sent;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 40, seed: 5 },
  );
  expect(totals.shared).toBeGreaterThan(300);
  expect(totals.refused).toBeGreaterThan(50);
  expect(totals.sent).toBeGreaterThan(100);
});
