import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { openSendingBed, type SendingBed } from '../support/sending-bed.ts';

// Limits and changes while deliveries are on their way, from the API to real sockets. The clock moves
// only where a test says so.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EVENT = 'payment_received';
const ONCE = { schedule: { kind: 'list', delays_ms: [0] } };

let clock: FakeClock;
let bed: SendingBed;
beforeEach(async () => {
  clock = createFakeClock();
  bed = await openSendingBed(clock);
});
afterEach(() => bed.close());

async function publishMany(count: number, event = EVENT): Promise<void> {
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify({ event, id: `evt-${n}`, data: { n, kind: n % 2 === 0 ? 'even' : 'odd' } }),
  );
  const answer = await bed.server.exposee('/trigger', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  expect(answer.text.match(/"event_id"/g)).toHaveLength(count);
}

it('starts no more than the rate of a subscription allows, and holds nobody else back', async () => {
  const { id } = await bed.subscribe('/rated', EVENT, { rate_per_s: 10 });
  await bed.subscribe('/free', EVENT);
  // Time in which nothing came is not saved up beyond a tenth of a second.
  await clock.advance(1000);
  await publishMany(20);
  await bed.sink.reached('/free', 20);
  await bed.sink.reached('/rated', 1);
  for (let came = 2; came <= 5; came += 1) {
    await clock.advance(99);
    expect(bed.sink.at('/rated')).toHaveLength(came - 1);
    await clock.advance(1);
    await bed.sink.reached('/rated', came);
  }
  await bed.api(`/subscriptions/${id}`, { policy: { rate_per_s: 100 } }, 'PATCH');
  await clock.advance(100);
  await bed.sink.reached('/rated', 15);
  expect(bed.sink.at('/rated')).toHaveLength(15);
  await clock.advance(50);
  await bed.sink.reached('/rated', 20);
  expect(new Set(bed.sink.idsAt('/rated')).size).toBe(20);
});

it('warns at half of the five days of failures, shows the clock all along, and disables at the end', async () => {
  const { id } = await bed.subscribe('/dead', EVENT, ONCE);
  bed.sink.answer('/dead', 500);
  let fired = 0;
  const failOnce = async () => {
    fired += 1;
    await bed.attempted(await bed.fire(EVENT, `evt-${fired}`), 1);
    return bed.subscription(id);
  };
  await failOnce();
  const startMs = clock.now();
  await bed.waitFor('the clock runs', async () => (await bed.subscription(id)).failing_since);
  const at = (ms: number) => new Date(ms).toISOString();
  const running = { failing_since: at(startMs), disables_at: at(startMs + 5 * DAY_MS) };
  await clock.advance(2.5 * DAY_MS - 1);
  expect(await failOnce()).toMatchObject({ ...running, disable_warned_at: null });
  await clock.advance(1);
  await failOnce();
  const warned = { ...running, disable_warned_at: at(clock.now()), state: 'enabled' };
  await bed.waitFor('it is warned of', async () => (await bed.subscription(id)).disable_warned_at);
  expect(await bed.subscription(id)).toMatchObject(warned);
  // The story outlives a restart.
  await bed.server.restart();
  await clock.advance(2.5 * DAY_MS - 1);
  expect(await failOnce()).toMatchObject(warned);
  await clock.advance(1);
  await failOnce();
  await bed.waitFor('it is disabled', async () => {
    return (await bed.subscription(id)).state === 'disabled';
  });
  expect((await bed.subscription(id)).disabled).toEqual({
    reason: 'failing',
    at: at(clock.now()),
    text: 'Every attempt has failed for 5 days.',
  });
  bed.sink.answer('/dead', 204);
  const resumed = await bed.api(`/subscriptions/${id}/resume`, { send_missed: true });
  expect(resumed).toMatchObject({
    replayed: fired,
    subscription: { state: 'enabled', failing_since: null, disable_warned_at: null },
  });
  await bed.sink.reached('/dead', 2 * fired);
});

it('one success after the warning stops the clock', async () => {
  const { id } = await bed.subscribe('/back', EVENT, ONCE);
  bed.sink.answer('/back', 500);
  await bed.attempted(await bed.fire(EVENT, 'evt-1'), 1);
  await clock.advance(3 * DAY_MS);
  await bed.attempted(await bed.fire(EVENT, 'evt-2'), 1);
  await bed.waitFor('it is warned of', async () => (await bed.subscription(id)).disable_warned_at);
  bed.sink.answer('/back', 204);
  await bed.attempted(await bed.fire(EVENT, 'evt-3'), 1);
  await bed.waitFor('the clock stands', async () => {
    return (await bed.subscription(id)).failing_since === null;
  });
  expect(await bed.subscription(id)).toMatchObject({ disables_at: null, disable_warned_at: null });
});

it('a changed filter decides on what is published from then on: what is on its way arrives', async () => {
  const { id } = await bed.subscribe('/filtered', EVENT, { concurrency: 2 });
  bed.sink.hold('/filtered');
  await publishMany(10);
  await bed.sink.reached('/filtered', 2);
  const change = { event_types: ['invoice.*'], policy: { content_filter: '$[?@ == "odd"]' } };
  await bed.api(`/subscriptions/${id}`, change, 'PATCH');
  expect((await bed.subscription(id)).counts.pending).toBe(10);
  bed.sink.letGo('/filtered');
  await bed.sink.reached('/filtered', 10);
  await bed.fire(EVENT, 'evt-of-the-old-type', { kind: 'odd' });
  await bed.fire('invoice.paid', 'evt-even', { kind: 'even' });
  await bed.fire('invoice.paid', 'evt-odd', { kind: 'odd' });
  await bed.sink.reached('/filtered', 11);
  await bed.waitFor('nothing waits', async () => (await bed.ledger()).pending === 0);
  expect(bed.sink.idsAt('/filtered').slice(10)).toEqual(['evt-odd']);
  expect(new Set(bed.sink.idsAt('/filtered')).size).toBe(11);
});

it.each(['json', 'csv'])(
  'exports and imports as %s in the middle of a burst, which loses and repeats nothing',
  async (format) => {
    const { id } = await bed.subscribe('/burst', EVENT);
    bed.sink.hold('/burst');
    await publishMany(2000);
    await bed.sink.reached('/burst', 64);
    const { text } = await bed.server.control(`/api/subscriptions/export/${format}`);
    const url = `${bed.sink.url}/imported`;
    const more =
      format === 'csv'
        ? `${text.trimEnd()}\n${url},${EVENT}\n`
        : JSON.stringify([...JSON.parse(text), { url, event: EVENT }]);
    const imported = await bed.api('/subscriptions/import', { format, text: more });
    expect(imported).toEqual({ registered: 1, unchanged: 1 });
    expect((await bed.subscription(id)).counts.pending).toBe(2000);
    bed.sink.letGo('/burst');
    await bed.sink.reached('/burst', 2000);
    await bed.waitFor('nothing waits', async () => (await bed.ledger()).pending === 0);
    expect(new Set(bed.sink.idsAt('/burst')).size).toBe(2000);
    expect(bed.sink.at('/burst')).toHaveLength(2000);
    expect((await bed.subscription(id)).counts).toMatchObject({ delivered: 2001, failed: 0 });
    await bed.fire(EVENT, 'evt-for-both');
    await bed.waitFor('nothing waits', async () => (await bed.ledger()).pending === 0);
    expect(bed.sink.idsAt('/imported').at(-1)).toBe('evt-for-both');
    expect(bed.sink.idsAt('/burst').at(-1)).toBe('evt-for-both');
  },
);
