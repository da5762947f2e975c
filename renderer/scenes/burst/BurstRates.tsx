import type { BurstDetail, BurstSample } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../text/amount-text.ts';
import { BurstChart } from './BurstChart.tsx';
import { LegendItem, RatePanel, RateTable, STROKES } from './RatePanel.tsx';

const COLUMNS = ['Sent/s', 'Delivered/s', 'Failed/s', 'p95', 'CPU'];

/** Rates and latency of one burst. */
export function BurstRates({ burst: { samples } }: { burst: BurstDetail }) {
  return (
    <RatePanel
      label="Rates and latency"
      legend={<Legend />}
      chart={<BurstChart samples={samples} />}
      table={<RateTable label="Rates as a table" columns={COLUMNS} rows={samples.map(rowOf)} />}
    />
  );
}

function Legend() {
  return (
    <>
      <LegendItem name="sent/s" tone="text-info" stroke={STROKES.whole} />
      <LegendItem name="delivered/s" tone="text-ok" stroke={STROKES.dashed} />
      <LegendItem name="failed/s" tone="text-fail" stroke={STROKES.crosses} />
      <LegendItem name="p95, right axis" tone="text-exposee" stroke={STROKES.dotted} />
    </>
  );
}

function rowOf(sample: BurstSample) {
  return {
    at: `${(sample.at_ms / 1000).toFixed(2)} s`,
    cells: [
      countText(sample.sent_per_s),
      countText(sample.delivered_per_s),
      countText(sample.failed_per_s),
      sample.p95_ms === null ? '–' : durationText(sample.p95_ms),
      `${sample.cpu_percent} %`,
    ],
  };
}
