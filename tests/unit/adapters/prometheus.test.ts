import { describe, expect, it } from 'vitest';
import { createPrometheusMeter } from '../../../server/adapters/prometheus.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

describe('the meter', () => {
  it('tells Prometheus what happened, however often it is asked', async () => {
    const clock = createFakeClock();
    const deliveries = { total: 4, pending: 1, delivered: 2, failed: 1, cancelled: 0 };
    const meter = createPrometheusMeter({ clock, ledger: async () => ({ deliveries }) });
    meter.triggered(3, 4);
    meter.attempted('answered', true, 12);
    meter.attempted('answered', true, 700);
    meter.attempted('timeout', false, 15_000);
    meter.captured(512);
    await meter.scrape();
    const { text, contentType } = await meter.scrape();
    expect(contentType).toContain('text/plain');
    for (const line of [
      'hookbench_events_total 3',
      'hookbench_deliveries_total 4',
      'hookbench_captures_total 1',
      'hookbench_capture_bytes_total 512',
      'hookbench_attempts_total{outcome="answered",success="true"} 2',
      'hookbench_attempts_total{outcome="timeout",success="false"} 1',
      'hookbench_stored_deliveries{state="pending"} 1',
      'hookbench_attempt_duration_seconds_bucket{le="0.05"} 1',
      'hookbench_attempt_duration_seconds_bucket{le="15"} 3',
      'hookbench_attempt_duration_seconds_count 3',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('tells the window the rates of the last ten seconds', async () => {
    const clock = createFakeClock();
    const meter = createPrometheusMeter({ clock });
    for (let count = 0; count < 50; count += 1) {
      meter.attempted('answered', true, 8);
      meter.captured(1);
    }
    await clock.advance(1000);
    expect(meter.rates()).toMatchObject({ deliveries_per_s: 5, captures_per_s: 5 });
    expect(meter.rates().delivery_ms?.p50).toBeCloseTo(9.05, 1);
  });
});
