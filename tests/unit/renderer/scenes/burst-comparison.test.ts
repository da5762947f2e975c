import { describe, expect, it } from 'vitest';
import { alignSamples, compareBursts } from '../../../../renderer/scenes/burst/burst-comparison.ts';
import type { BurstDetail } from '../../../../server/contract/burst.ts';
import { BurstDetailSchema } from '../../../../server/contract/burst.ts';

function burst(change: object): BurstDetail {
  return BurstDetailSchema.parse({
    id: 'bst_00000001',
    event_type: 'order.created',
    count: 1000,
    rate_per_s: 500,
    parallel: 50,
    subscription_id: null,
    url: 'http://127.0.0.1:8080/burst',
    state: 'done',
    error: null,
    started_at: '2026-05-12T10:00:00.000Z',
    ended_at: '2026-05-12T10:00:02.000Z',
    sent: 1000,
    waiting: 0,
    delivered: 1000,
    failed: 0,
    retrying: 0,
    cancelled: 0,
    attempts: 1000,
    captured: { lost: 0, twice: 0 },
    latency_ms: { p50: 5, p95: 10, p99: 20 },
    failures: [],
    cpu_percent: 40,
    samples: [],
    ...change,
  });
}

describe('compareBursts', () => {
  const rowsOf = (left: object, right: object) =>
    new Map(compareBursts(burst(left), burst(right)).map((row) => [row.name, row]));

  it('says of each measure which run did better', () => {
    const rows = rowsOf(
      {},
      {
        ended_at: '2026-05-12T10:00:04.000Z',
        delivered: 990,
        failed: 10,
        latency_ms: { p50: 5, p95: 8, p99: 20 },
        failures: [{ cause: 'http_503', count: 10 }],
      },
    );
    expect(rows.get('Sent/s reached')).toMatchObject({
      left: '500',
      right: '250',
      change: '−50 %',
      tone: 'worse',
    });
    expect(rows.get('Delivered')).toMatchObject({ change: '−1.0 %', tone: 'worse' });
    expect(rows.get('Failed')).toMatchObject({ left: '0', change: '+10', tone: 'worse' });
    expect(rows.get('p95')).toMatchObject({ right: '8 ms', change: '−20 %', tone: 'better' });
    expect(rows.get('p50')).toMatchObject({ change: 'the same', tone: 'same' });
    expect(rows.get('Failed: http 503')).toMatchObject({ left: '0', right: '10', tone: 'worse' });
  });

  it('judges no counts of runs that sent different numbers of events', () => {
    const rows = rowsOf(
      { failed: 1, failures: [{ cause: 'http_503', count: 1 }] },
      { sent: 4000, delivered: 4000, failed: 3, failures: [{ cause: 'http_503', count: 3 }] },
    );
    expect(rows.get('Delivered')).toMatchObject({ change: '+300 %', tone: 'same' });
    expect(rows.get('Failed')).toMatchObject({ change: '+200 %', tone: 'same' });
    expect(rows.get('Failed: http 503')).toMatchObject({ tone: 'same' });
    expect(rows.get('Sent/s reached')).toMatchObject({ tone: 'better' });
  });

  it('compares nothing that one of them does not know', () => {
    const rows = rowsOf({ captured: null }, { latency_ms: null });
    expect(rows.get('Lost')).toMatchObject({ left: '–', right: '0', change: '–', tone: 'same' });
    expect(rows.get('p99')).toMatchObject({ right: '–', tone: 'same' });
  });
});

describe('alignSamples', () => {
  it('puts samples of the same moment into one row and leaves gaps where one run is over', () => {
    const sample = (at_ms: number, delivered_per_s: number) => ({
      at_ms,
      delivered_per_s,
      sent_per_s: 0,
      failed_per_s: 0,
      p95_ms: null,
      cpu_percent: 0,
    });
    const rows = alignSamples(
      burst({ samples: [sample(251, 1), sample(502, 2), sample(740, 3)] }),
      burst({ samples: [sample(249, 4), sample(498, 5)] }),
    );
    const pairs = rows.map(({ left, right }) => [left?.delivered_per_s, right?.delivered_per_s]);
    expect(pairs.filter(([left, right]) => left && right).length).toBeGreaterThanOrEqual(1);
    expect(pairs.map(([left]) => left).filter(Boolean)).toEqual([1, 2, 3]);
    expect(pairs.at(-1)).toEqual([3, undefined]);
    const close = alignSamples(burst({ samples: [sample(201, 1), sample(230, 2)] }), burst({}));
    expect(close.map(({ left }) => left?.delivered_per_s)).toEqual([1, 2]);
  });
});
