import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type Ledger, OUTCOMES } from '../contract/delivery.ts';
import type { LiveStats } from '../contract/live.ts';
import { AttemptTally, DURATION_BOUNDS_S } from '../core/attempt-tally.ts';
import { SlidingHistogram } from '../core/sliding-histogram.ts';
import type { Clock, Meter } from '../ports.ts';
import type { RateNews } from './redis/shared-rates.ts';

export interface LiveMeter extends Meter {
  /** Rates and percentiles of the last ten seconds. */
  rates(): Pick<LiveStats, 'deliveries_per_s' | 'captures_per_s' | 'delivery_ms'>;
  /** Another ledger from now on: what was counted stays counted. */
  readLedger(ledger: ReadLedger): void;
  /** Where several processes make attempts: the tally of all of them, read at each scrape. */
  readTally(tally: ReadTally | undefined): void;
  /** What other processes did just now counts in the rates. */
  heard(news: RateNews): void;
  /** The text that Prometheus scrapes, and its content type. */
  scrape(): Promise<{ readonly text: string; readonly contentType: string }>;
}

type ReadTally = () => Promise<AttemptTally>;
type ReadLedger = () => Promise<Pick<Ledger, 'deliveries'>>;

export interface MeterOptions {
  readonly clock: Clock;
  /** The accounts, read at each scrape. */
  readonly ledger?: ReadLedger;
}

/** Sums of others by kind, which are there too, under names that Prometheus keeps for counters. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Counts in plain numbers at the rate of traffic; prom-client turns them into text only when it is
 * asked, since its own counters look up labels on every call.
 */
export function createPrometheusMeter({ clock, ledger }: MeterOptions): LiveMeter {
  const durations = new SlidingHistogram();
  const captures = new SlidingHistogram();
  const totals = { events: 0, deliveries: 0, captures: 0, captureBytes: 0 };
  const own = new AttemptTally();
  const registry = new Registry();
  registerTotals(registry, totals);
  let tally = own;
  let readTally: ReadTally = async () => own;
  registerAttempts(registry, () => tally);
  let ledgerNow = ledger;
  registerLedger(registry, () => ledgerNow?.());
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) {
    registry.removeSingleMetric(name);
  }
  return {
    readLedger(next) {
      ledgerNow = next;
    },
    readTally(next) {
      readTally = next ?? (async () => own);
    },
    heard(news) {
      for (const [bucket, count] of news.attempts) {
        durations.addMany(clock.monotonic(), bucket, count);
      }
      captures.addMany(clock.monotonic(), 0, news.captures);
    },
    triggered(events, deliveries) {
      totals.events += events;
      totals.deliveries += deliveries;
    },
    attempted(outcome, isSuccess, totalMs) {
      own.add(outcome, isSuccess, totalMs);
      durations.add(clock.monotonic(), totalMs);
    },
    captured(sizeBytes) {
      totals.captures += 1;
      totals.captureBytes += sizeBytes;
      captures.add(clock.monotonic(), 0);
    },
    rates() {
      const nowMs = clock.monotonic();
      return {
        deliveries_per_s: durations.ratePerS(nowMs),
        captures_per_s: captures.ratePerS(nowMs),
        delivery_ms: durations.percentiles(nowMs),
      };
    },
    async scrape() {
      tally = await readTally();
      const text = (await registry.metrics()) + durationLines(tally);
      return { text, contentType: registry.contentType };
    },
  };
}

interface Totals {
  events: number;
  deliveries: number;
  captures: number;
  captureBytes: number;
}

function registerTotals(registry: Registry, totals: Totals): void {
  const registers = [registry];
  const count = (name: string, help: string, read: () => number) => {
    const counter = new Counter({
      name,
      help,
      registers,
      collect() {
        counter.reset();
        counter.inc(read());
      },
    });
  };
  count('hookbench_events_total', 'Events accepted and stored', () => totals.events);
  count(
    'hookbench_deliveries_total',
    'Deliveries made, replays and test sends among them',
    () => totals.deliveries,
  );
  count('hookbench_captures_total', 'Requests captured', () => totals.captures);
  count('hookbench_capture_bytes_total', 'Body bytes captured', () => totals.captureBytes);
}

function registerAttempts(registry: Registry, tally: () => AttemptTally): void {
  const attempts = new Counter({
    name: 'hookbench_attempts_total',
    help: 'Attempts by their outcome, those of workers too',
    labelNames: ['outcome', 'success'],
    registers: [registry],
    collect() {
      const { successes, failures } = tally();
      attempts.reset();
      for (const outcome of OUTCOMES) {
        attempts.inc({ outcome, success: 'true' }, successes.get(outcome) ?? 0);
        attempts.inc({ outcome, success: 'false' }, failures.get(outcome) ?? 0);
      }
    },
  });
}

function registerLedger(
  registry: Registry,
  ledger: () => ReturnType<ReadLedger> | undefined,
): void {
  const gauge = new Gauge({
    // Not `hookbench_deliveries`: OpenMetrics calls the counter of that family so.
    name: 'hookbench_stored_deliveries',
    help: 'Stored deliveries by their state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const deliveries = (await ledger())?.deliveries;
      for (const state of ['pending', 'delivered', 'failed', 'cancelled'] as const) {
        gauge.set({ state }, deliveries?.[state] ?? 0);
      }
    },
  });
}

/** A histogram from our own counts: prom-client's cannot be set. */
function durationLines(tally: AttemptTally): string {
  const name = 'hookbench_attempt_duration_seconds';
  const lines = [
    `# HELP ${name} From the start of an attempt to its end`,
    `# TYPE ${name} histogram`,
  ];
  let sum = 0;
  DURATION_BOUNDS_S.forEach((bound, index) => {
    sum += tally.durationCounts[index] ?? 0;
    lines.push(`${name}_bucket{le="${bound}"} ${sum}`);
  });
  sum += tally.durationCounts.at(-1) ?? 0;
  lines.push(`${name}_bucket{le="+Inf"} ${sum}`);
  lines.push(`${name}_sum ${tally.durationSumS}`, `${name}_count ${sum}`, '');
  return lines.join('\n');
}
