import type { Burst, BurstCreate, BurstDetail } from '../contract/burst.ts';
import type { BurstId } from '../contract/ids.ts';
import type { BurstFigures } from '../core/burst-figures.ts';
import type { BurstMeter } from './burst-meter.ts';
import type { BurstTarget } from './burst-target.ts';

/** One burst while it runs, and until the last of it is settled. */
export interface BurstRun {
  readonly id: BurstId;
  readonly input: BurstCreate;
  readonly target: BurstTarget;
  readonly texts: readonly string[];
  readonly startedAtMs: number;
  readonly figures: BurstFigures;
  readonly meter: BurstMeter;
  state: Burst['state'];
  sent: number;
  error: string | null;
  endedAtMs: number | null;
  captured: Burst['captured'];
  /** Events that the rate allows now. */
  allowance: number;
  allowedAtMs: number;
  cancelTick: () => void;
  cancelTold: () => void;
}

/** Whether it sends, or waits for first answers. */
export function isActive({ state }: Pick<BurstRun, 'state'>): boolean {
  return state === 'sending' || state === 'waiting';
}

export function presentBurst(run: BurstRun): BurstDetail {
  const { input, figures, meter } = run;
  return {
    id: run.id,
    event_type: input.event_type,
    count: input.count,
    rate_per_s: input.rate_per_s,
    parallel: input.parallel,
    subscription_id: input.subscription_id ?? null,
    url: run.target.url,
    state: run.state,
    error: run.error,
    started_at: new Date(run.startedAtMs).toISOString(),
    ended_at: run.endedAtMs === null ? null : new Date(run.endedAtMs).toISOString(),
    sent: run.sent,
    waiting: figures.count('waiting'),
    delivered: figures.count('delivered'),
    failed: figures.count('failed'),
    retrying: figures.count('retrying'),
    cancelled: figures.count('cancelled'),
    attempts: figures.attempts,
    captured: run.captured,
    latency_ms: figures.percentiles(),
    failures: [...figures.causes].map(([cause, count]) => ({ cause, count })),
    cpu_percent: meter.cpuPercent,
    samples: [...meter.samples],
  };
}
