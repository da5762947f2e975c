import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../server/contract/delivery.ts';
import { openSendingBed, type SendingBed } from '../support/sending-bed.ts';
import { openWholeServer, ownPorts } from '../support/whole-server.ts';

// What Prometheus scrapes, as a parser of somebody else's reads it.

type Family = ReturnType<typeof parsePrometheusTextFormat>[number];

let bed: SendingBed;
beforeEach(async () => {
  bed = await openSendingBed(undefined, async () => openWholeServer(await ownPorts()));
});
afterEach(() => bed.close());

async function scrape(): Promise<Family[]> {
  const { status, text, headers } = await bed.server.control('/metrics');
  expect([status, headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return parsePrometheusTextFormat(text);
}

/** Every counter with its value, and what our histogram counts. */
async function counters(): Promise<Map<string, number>> {
  const series = new Map<string, number>();
  for (const { name, type, metrics } of await scrape()) {
    for (const { value, labels, buckets, count, sum } of metrics) {
      if (type === 'COUNTER') {
        series.set(`${name} ${JSON.stringify(labels ?? {})}`, Number(value));
      }
      if (type === 'HISTOGRAM' && name.startsWith('hookbench_')) {
        for (const [bound, most] of Object.entries(buckets ?? {})) {
          series.set(`${name} ${JSON.stringify(labels ?? {})} ${bound}`, Number(most));
        }
        series.set(`${name} ${JSON.stringify(labels ?? {})} count`, Number(count));
        series.set(`${name} ${JSON.stringify(labels ?? {})} sum`, Number(sum));
      }
    }
  }
  return series;
}

const ours = (families: readonly Family[]) =>
  families.filter(({ name }) => name.startsWith('hookbench_'));

async function one(series: Map<string, number> | undefined, name: string) {
  return (series ?? (await counters())).get(`hookbench_${name} {}`) ?? Number.NaN;
}

const quiet = () =>
  bed.waitFor('nothing is pending', async () => (await bed.ledger()).pending === 0);

describe('/metrics', () => {
  it('is read by others, with names and kinds as Prometheus wants them', async () => {
    const families = await scrape();
    const names = families.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(ours(families).length).toBeGreaterThan(5);
    for (const { name, type, help } of families) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(help, name).not.toBe('');
      expect(name.endsWith('_total'), `${name} is a ${type}`).toBe(type === 'COUNTER');
      expect(name).not.toMatch(/_(ms|milliseconds|kb|mb|percent)(_|$)/);
    }
    // OpenMetrics names a counter's family without its suffix.
    const bare = names.map((name) => name.replace(/_total$/, ''));
    expect(new Set(bare).size).toBe(bare.length);
  });

  it('counts what happened, in a histogram whose buckets add up', async () => {
    await bed.subscribe('/fine', 'payment_received');
    const before = await counters();
    bed.sink.answer('/fine', 500);
    await bed.attempted(await bed.fire('payment_received', 'evt-failing'), 1);
    const series = 'hookbench_attempts_total {"outcome":"answered","success":"false"}';
    // Counted once it is stored: a moment later.
    await expect
      .poll(async () => ((await counters()).get(series) ?? 0) - (before.get(series) ?? 0))
      .toBe(1);
    const histogram = ours(await scrape()).find(({ type }) => type === 'HISTOGRAM');
    const { buckets = {}, count, sum } = histogram?.metrics[0] ?? {};
    const bound = (text: string) => (text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text));
    const counts = Object.entries(buckets)
      .sort(([a], [b]) => bound(a) - bound(b))
      .map(([, most]) => Number(most));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(buckets['+Inf']).toBe(count);
    expect(Number(count)).toBe(2);
    // In seconds: what the attempts themselves say, in milliseconds.
    const items = await bed.deliveriesOf('');
    const tookMs = await Promise.all(
      items.map(async ({ id }: { id: string }) =>
        (await bed.delivery(id)).attempts.map(
          ({ timing }: { timing: { total_ms: number } }) => timing.total_ms,
        ),
      ),
    );
    const totalMs = tookMs.flat().reduce((whole: number, ms: number) => whole + ms, 0);
    expect(tookMs.flat()).toHaveLength(2);
    expect(Number(sum) * 1000).toBeCloseTo(totalMs, 0);
  });

  it('has as many series however many subscriptions, types and urls there are', async () => {
    const seriesOf = async () =>
      ours(await scrape()).flatMap(({ name, metrics }) =>
        metrics.map(({ labels = {} }) => `${name} ${JSON.stringify(labels)}`),
      );
    const before = await seriesOf();
    for (let index = 0; index < 20; index += 1) {
      await bed.api(`/event-types/invoice.kind_${index}`, { sample: 1 }, 'PUT');
      await bed.subscribe(`/many-${index}`, `invoice.kind_${index}`);
      await bed.fire(`invoice.kind_${index}`, `evt-${index}`);
      await fetch(`${bed.server.urls.receiver}/captured-${index}?q=${index}`);
    }
    await quiet();
    const after = await seriesOf();
    expect(after).toEqual(before);
    expect(after.join('\n')).not.toMatch(/many|kind_|evt-|captured/);
    const outcomes = after.filter((series) => series.startsWith('hookbench_attempts_total'));
    expect(outcomes).toHaveLength(2 * OUTCOMES.length);
  });

  it('counters never fall: not by a replay, a cancel, a test send nor an erase', async () => {
    const { id } = await bed.subscribe('/replayed', 'payment_received');
    const delivery = await bed.fire('payment_received', 'evt-1');
    await bed.attempted(delivery, 1);
    let last = await counters();
    const grown = async (what: string, deliveries: number) => {
      await quiet();
      const now = await counters();
      for (const [series, value] of last) {
        expect(now.get(series), `${series} after ${what}`).toBeGreaterThanOrEqual(value);
      }
      const more = (await one(now, 'deliveries_total')) - (await one(last, 'deliveries_total'));
      expect(more, what).toBe(deliveries);
      last = now;
    };
    await bed.api(`/deliveries/${delivery}/replay`, {});
    await grown('a replay', 1);
    await bed.api('/test-fire', { url: `${bed.sink.url}/one-off`, event: 'ping', data: 1 });
    await grown('a test send', 1);
    bed.sink.answer('/replayed', 500);
    const failing = await bed.fire('payment_received', 'evt-2');
    await bed.attempted(failing, 1);
    await bed.api(`/deliveries/${failing}/cancel`, {});
    await grown('a cancel', 1);
    await bed.api(`/subscriptions/${id}`, undefined, 'DELETE');
    await grown('a removed subscription', 0);
    const { started_at: startedAt } = await bed.api('/state');
    await bed.api('/erase', { scope: 'everything', confirm: 'erase' });
    await bed.waitFor('the servers started anew', async () => {
      const state = await bed.api('/state').catch(() => undefined);
      return state !== undefined && state.started_at !== startedAt;
    });
    await grown('an erase', 0);
    const stored = ours(await scrape()).find(({ name }) => name.endsWith('stored_deliveries'));
    expect(stored?.metrics.map(({ value }) => value)).toEqual(['0', '0', '0', '0']);
  });
});
