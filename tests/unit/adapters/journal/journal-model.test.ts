import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { MemoryCaptureStore } from '../../../../server/adapters/memory/memory-captures.ts';
import { MemoryDeliveryStore } from '../../../../server/adapters/memory/memory-deliveries.ts';
import { parseFilter } from '../../../../server/contract/filter.ts';
import type { CaptureStore, DeliveryStore } from '../../../../server/ports.ts';
import {
  checkBalance,
  observeCaptures,
  observeDeliveries,
  plain,
} from '../../../conformance/support/observe.ts';
import {
  captureId,
  DELIVERED,
  deliveryId,
  eventId,
  RETRY,
  sampleAttempt,
  sampleCapture,
  sampleDelivery,
  sampleDetail,
  sampleEvent,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

// Random operations on the journal and on the plain store in memory; the journal is closed and
// opened again, and compacted, at random points. Both must show the same at every moment.

const small = fc.integer({ min: 1, max: 12 });
const filterTexts = [
  '',
  'status:delivered',
  '-status:pending',
  'attempt:>1',
  'event:payment_*',
  'käse',
  'body.$.data.number:>4',
  'header.x-answer:fine',
  '"number\\":3"',
  '-evt_00000002',
];

type Step =
  | { kind: 'save'; number: number; deliveries: number; size: number }
  | { kind: 'add'; number: number; id: number }
  | { kind: 'attempt'; id: number; isLast: boolean; isManual: boolean }
  | { kind: 'settle'; id: number; state: 'pending' | 'delivered' | 'failed' | 'cancelled' }
  | { kind: 'prune'; maxItems: number }
  | { kind: 'clock'; ms: number }
  | { kind: 'reopen' }
  | { kind: 'list'; filter: string };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('save' as const),
    number: small,
    deliveries: fc.integer({ min: 0, max: 3 }),
    size: fc.integer({ min: 0, max: 2000 }),
  }),
  fc.record({ kind: fc.constant('add' as const), number: small, id: small }),
  fc.record({
    kind: fc.constant('attempt' as const),
    id: fc.integer({ min: 10, max: 125 }),
    isLast: fc.boolean(),
    isManual: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('settle' as const),
    id: fc.integer({ min: 10, max: 125 }),
    state: fc.constantFrom('pending', 'delivered', 'failed', 'cancelled'),
  }),
  fc.record({ kind: fc.constant('prune' as const), maxItems: fc.integer({ min: 0, max: 12 }) }),
  fc.record({
    kind: fc.constant('clock' as const),
    ms: fc.constantFrom(1, 3_600_000, -3_600_000),
  }),
  fc.constant({ kind: 'reopen' as const }),
  fc.record({ kind: fc.constant('list' as const), filter: fc.constantFrom(...filterTexts) }),
);

async function applyStep(store: DeliveryStore, step: Step, serial: number): Promise<unknown> {
  switch (step.kind) {
    case 'save': {
      const { number } = step;
      const dataText = `{"number":${number},"note":"Käse","fill":"${'x'.repeat(step.size)}"}`;
      const deliveries = Array.from({ length: step.deliveries }, (_, index) =>
        sampleDelivery(number * 10 + index),
      );
      return store.saveTriggered([{ event: sampleEvent(number, { dataText }), deliveries }]);
    }
    case 'add':
      return store.addDelivery(eventId(step.number), sampleDelivery(1000 + serial));
    case 'attempt': {
      const id = deliveryId(step.id);
      const claimed = await store.claim(id, step.isManual);
      if (claimed === undefined) {
        return undefined;
      }
      const { request } = sampleAttempt(id);
      const bodyBytes = Buffer.from(`{"event":"x","data":${claimed.event.dataText}}`);
      const attempt = sampleAttempt(id, claimed.delivery.attempts + 1, {
        cause: step.isManual ? 'manual' : 'schedule',
        request: { ...request, bodyBytes },
      });
      return store.recordAttempt(attempt, step.isLast ? DELIVERED : RETRY);
    }
    case 'settle':
      return store.settle(deliveryId(step.id), { ...RETRY, state: step.state });
    case 'prune':
      return store.prune({ maxItems: step.maxItems, maxBytes: 1e12, olderThanMs: null });
    case 'list':
      return [
        await store.listDeliveries({ limit: 5, filter: parseFilter(step.filter) }),
        await store.listEvents({ limit: 5, filter: parseFilter(step.filter) }),
      ];
    default:
      return undefined;
  }
}

it('the deliveries journal is a store in memory that survives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 60 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'hookbench-model-'));
      const clock = new TestClock();
      const open = () =>
        openDeliveryJournal({
          folder,
          clock,
          log: memoryLog(),
          durability: 'process',
          segmentBytes: 1500,
          compactsAlways: true,
        });
      const model = new MemoryDeliveryStore(clock);
      let store = await open();
      try {
        for (const [serial, step] of steps.entries()) {
          if (step.kind === 'reopen') {
            await store.close();
            store = await open();
          } else if (step.kind === 'clock') {
            clock.nowMs += step.ms;
          }
          const expected = plain(await applyStep(model, step, serial));
          expect(plain(await applyStep(store, step, serial))).toEqual(expected);
          await checkBalance(store);
        }
        const expected = await observeDeliveries(model);
        expect(await observeDeliveries(store)).toEqual(expected);
        await store.close();
        store = await open();
        expect(await observeDeliveries(store)).toEqual(expected);
      } finally {
        await store.close();
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);

type CaptureStep =
  | { kind: 'save'; size: number; word: string }
  | { kind: 'change'; number: number; isStarred: boolean; hasAnswer: boolean }
  | { kind: 'delete'; numbers: number[] }
  | { kind: 'restore'; back: number }
  | { kind: 'prune'; maxItems: number }
  | { kind: 'wait' }
  | { kind: 'reopen' }
  | { kind: 'list'; filter: string };

const captureFilters = [
  '',
  'alpha',
  'body:BETA',
  '-gamma',
  'is:starred',
  'x-case:',
  'id:3',
  'ga*a',
];
const captureSteps: fc.Arbitrary<CaptureStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      size: fc.constantFrom(0, 10, 900, 70_000),
      word: fc.constantFrom('Alpha', 'beta', 'GAMMA'),
    }),
  },
  fc.record({
    kind: fc.constant('change' as const),
    number: small,
    isStarred: fc.boolean(),
    hasAnswer: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('delete' as const),
    numbers: fc.array(small, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('restore' as const), back: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('prune' as const), maxItems: fc.integer({ min: 0, max: 8 }) }),
  fc.constant({ kind: 'wait' as const }),
  fc.constant({ kind: 'reopen' as const }),
  fc.record({ kind: fc.constant('list' as const), filter: fc.constantFrom(...captureFilters) }),
);

interface CaptureSide {
  store: CaptureStore;
  readonly undos: string[];
}

async function applyCapture(side: CaptureSide, step: CaptureStep, serial: number) {
  const { store, undos } = side;
  switch (step.kind) {
    case 'save': {
      const body = Buffer.from(`${step.word} ${'x'.repeat(step.size)}`);
      const change = { deliveryKey: `msg_${serial % 5}` };
      return store.save(sampleCapture(serial + 1, change), sampleDetail(), body);
    }
    case 'change': {
      const answer = {
        status: 200,
        headers: [],
        body_base64: '',
        rule_id: null,
        rule_name: `rule ${serial}`,
        fault: null,
        delay_ms: 0,
        by: 'rule' as const,
        text: 'A rule answered.',
      };
      const { isStarred } = step;
      const change = step.hasAnswer ? { isStarred, answer } : { isStarred };
      return store.change(captureId(step.number), change);
    }
    case 'delete': {
      const { deleted, undo } = await store.delete(step.numbers.map(captureId));
      undos.push(undo);
      return deleted;
    }
    case 'restore':
      return store.restore(undos.at(-1 - step.back) ?? 'none');
    case 'prune':
      return store.prune({ maxItems: step.maxItems, maxBytes: 1e12, olderThanMs: null });
    case 'list':
      return store.list({ limit: 4, filter: parseFilter(step.filter) });
    default:
      return undefined;
  }
}

it('the captures journal is a store in memory that survives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(captureSteps, { minLength: 5, maxLength: 60 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'hookbench-model-'));
      const clock = new TestClock();
      const open = () =>
        openCaptureJournal({
          folder,
          clock,
          log: memoryLog(),
          durability: 'process',
          segmentBytes: 3000,
          compactsAlways: true,
        });
      const model: CaptureSide = { store: new MemoryCaptureStore(clock), undos: [] };
      let journal = await open();
      const side: CaptureSide = { store: journal, undos: [] };
      try {
        for (const [serial, step] of steps.entries()) {
          if (step.kind === 'reopen') {
            await journal.close();
            journal = await open();
            side.store = journal;
          } else if (step.kind === 'wait') {
            clock.advance(3_600_000);
          }
          const expected = plain(await applyCapture(model, step, serial));
          expect(plain(await applyCapture(side, step, serial))).toEqual(expected);
          await checkBalance(undefined, journal);
        }
        const expected = await observeCaptures(model.store);
        expect(await observeCaptures(journal)).toEqual(expected);
        await journal.close();
        journal = await open();
        expect(await observeCaptures(journal)).toEqual(expected);
      } finally {
        await journal.close();
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
