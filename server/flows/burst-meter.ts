import type { BurstSample } from '../contract/burst.ts';
import { p95Of, withSample } from '../core/burst-figures.ts';

/** Shorter stretches are not cut: their rates would be noise. */
const MIN_SAMPLE_MS = 200;

/** What a burst does in each stretch of time. Times are those of a clock that never goes back. */
export class BurstMeter {
  samples: readonly BurstSample[] = [];
  private readonly startMs: number;
  private readonly startCpuMs: number;
  private cutAtMs: number;
  private cutCpuMs: number;
  private sentNow = 0;
  private failedNow = 0;
  private durations: number[] = [];
  private deliveredNow = 0;

  constructor(nowMs: number, cpuMs: number) {
    this.startMs = nowMs;
    this.startCpuMs = cpuMs;
    this.cutAtMs = nowMs;
    this.cutCpuMs = cpuMs;
  }

  sent(count: number): void {
    this.sentNow += count;
  }

  /** `durationMs` is null for a change that was no attempt. */
  tried(durationMs: number | null, isFailure: boolean): void {
    if (durationMs !== null) {
      this.durations.push(durationMs);
      this.failedNow += Number(isFailure);
      this.deliveredNow += Number(!isFailure);
    }
  }

  /** Ends the present stretch. */
  cut(nowMs: number, cpuMs: number): void {
    const spanMs = nowMs - this.cutAtMs;
    const hasNews = this.sentNow + this.durations.length > 0;
    if (spanMs <= 0 || (spanMs < MIN_SAMPLE_MS && !hasNews)) {
      return;
    }
    const perS = (count: number) => Math.round((count * 10_000) / spanMs) / 10;
    this.samples = withSample(this.samples, {
      at_ms: Math.round(nowMs - this.startMs),
      sent_per_s: perS(this.sentNow),
      delivered_per_s: perS(this.deliveredNow),
      failed_per_s: perS(this.failedNow),
      p95_ms: p95Of(this.durations),
      cpu_percent: Math.round(((cpuMs - this.cutCpuMs) * 100) / spanMs),
    });
    this.cutAtMs = nowMs;
    this.cutCpuMs = cpuMs;
    this.sentNow = 0;
    this.failedNow = 0;
    this.deliveredNow = 0;
    this.durations = [];
  }

  /** Of one core, from the start to the last cut; null before it. */
  get cpuPercent(): number | null {
    const spanMs = this.cutAtMs - this.startMs;
    return spanMs <= 0 ? null : Math.round(((this.cutCpuMs - this.startCpuMs) * 100) / spanMs);
  }
}
