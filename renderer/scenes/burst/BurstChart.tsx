import type { BurstSample } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../text/amount-text.ts';
import { LazyChart } from './LazyChart.tsx';

/** The picture of a burst. */
export function BurstChart({ samples }: { samples: readonly BurstSample[] }) {
  return <LazyChart data={samples} create={createSingle} label={summaryOf(samples)} />;
}

async function createSingle(host: HTMLElement, samples: readonly BurstSample[]) {
  return (await import('./rate-chart.ts')).createRateChart(host, samples);
}

function summaryOf(samples: readonly BurstSample[]): string {
  const last = samples.at(-1);
  if (!last) {
    return 'Chart of rates: nothing sent yet.';
  }
  const most = Math.max(...samples.map(({ sent_per_s }) => sent_per_s));
  const slowest = Math.max(...samples.map(({ p95_ms }) => p95_ms ?? 0));
  const seconds = (last.at_ms / 1000).toFixed(1);
  return `Chart of rates over ${seconds} s: at most ${countText(most)} sent a second, p95 at most ${durationText(slowest)}. The table has the numbers.`;
}
