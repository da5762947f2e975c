import { useEffect, useRef } from 'react';
import type { BurstSample } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../components/amount-text.ts';
import { useMedia } from '../../components/use-media.ts';
import { usePreference } from '../../stores/use-workbench.ts';
import type { RateChart } from './rate-chart.ts';

/** The picture of a burst. Its code is loaded when the first one is shown. */
export function BurstChart({ samples }: { samples: readonly BurstSample[] }) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<RateChart | null>(null);
  const newest = useRef(samples);
  newest.current = samples;
  const theme = usePreference('theme');
  const isDark = useMedia('(prefers-color-scheme: dark)');
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the theme anew
  useEffect(() => {
    let isGone = false;
    import('./rate-chart.ts')
      .then(({ createRateChart }) => {
        if (!isGone && host.current) {
          chart.current = createRateChart(host.current, newest.current);
        }
      })
      .catch((error: unknown) => console.warn('The chart could not be loaded:', error));
    return () => {
      isGone = true;
      chart.current?.remove();
      chart.current = null;
    };
  }, [theme, isDark]);
  useEffect(() => chart.current?.show(samples), [samples]);
  return <div ref={host} role="img" aria-label={summaryOf(samples)} className="h-64 min-w-0" />;
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
