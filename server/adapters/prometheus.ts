import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type Ledger, OUTCOMES, type Outcome } from '../contract/delivery.ts';
import type { LiveStats } from '../contract/live.ts';
import { SlidingHistogram } from '../core/sliding-histogram.ts';
import type { Clock, Meter } from '../ports.ts';

/** Upper bounds in seconds, as Prometheus has it. */
const DURATION_BOUNDS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60];

export interface LiveMeter extends Meter {
  /** Rates and percentiles of the last ten seconds. */
  rates(): Pick<LiveStats, 'deliveries_per_s' | 'captures_per_s' | 'delivery_ms'>;
  /** Another ledger from now on: what was counted stays counted. */
  readLedger(ledger: ReadLedger): void;
  /** The text that Prometheus scrapes, and its content type. */
  scrape(): Promise<{ readonly text: string; readonly contentType: string }>;
}

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
  const totals = newTotals();
  const registry = new Registry();
  registerTotals(registry, totals);
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
    triggered(events, deliveries) {
      totals.events += events;
      totals.deliveries += deliveries;
    },
    attempted(outcome, isSuccess, totalMs) {
      const counts = isSuccess ? totals.successes : totals.failures;
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      const bucket = bucketOf(totalMs / 1000);
      totals.durationCounts[bucket] = (totals.durationCounts[bucket] ?? 0) + 1;
      totals.durationSumS += totalMs / 1000;
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
    scrape: async () => ({
      text: (await registry.metrics()) + durationLines(totals),
      contentType: registry.contentType,
    }),
  };
}

interface Totals {
  events: number;
  deliveries: number;
  captures: number;
  captureBytes: number;
  durationSumS: number;
  readonly durationCounts: number[];
  readonly successes: Map<Outcome, number>;
  readonly failures: Map<Outcome, number>;
}

function newTotals(): Totals {
  return {
    events: 0,
    deliveries: 0,
    captures: 0,
    captureBytes: 0,
    durationSumS: 0,
    durationCounts: Array.from({ length: DURATION_BOUNDS_S.length + 1 }, () => 0),
    successes: new Map(OUTCOMES.map((outcome) => [outcome, 0])),
    failures: new Map(OUTCOMES.map((outcome) => [outcome, 0])),
  };
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
  const attempts = new Counter({
    name: 'hookbench_attempts_total',
    help: 'Attempts of this process by their outcome',
    labelNames: ['outcome', 'success'],
    registers,
    collect() {
      attempts.reset();
      for (const outcome of OUTCOMES) {
        attempts.inc({ outcome, success: 'true' }, totals.successes.get(outcome) ?? 0);
        attempts.inc({ outcome, success: 'false' }, totals.failures.get(outcome) ?? 0);
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

function bucketOf(seconds: number): number {
  const found = DURATION_BOUNDS_S.findIndex((bound) => seconds <= bound);
  return found < 0 ? DURATION_BOUNDS_S.length : found;
}

/** A histogram from our own counts: prom-client's cannot be set. */
function durationLines(totals: Totals): string {
  const name = 'hookbench_attempt_duration_seconds';
  const lines = [
    `# HELP ${name} From the start of an attempt to its end`,
    `# TYPE ${name} histogram`,
  ];
  let sum = 0;
  DURATION_BOUNDS_S.forEach((bound, index) => {
    sum += totals.durationCounts[index] ?? 0;
    lines.push(`${name}_bucket{le="${bound}"} ${sum}`);
  });
  sum += totals.durationCounts.at(-1) ?? 0;
  lines.push(`${name}_bucket{le="+Inf"} ${sum}`);
  lines.push(`${name}_sum ${totals.durationSumS}`, `${name}_count ${sum}`, '');
  return lines.join('\n');
}
