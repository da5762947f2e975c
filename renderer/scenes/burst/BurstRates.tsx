import type { BurstDetail, BurstSample } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../text/amount-text.ts';
import { BurstChart } from './BurstChart.tsx';
import { RatePanel, RateTable } from './RatePanel.tsx';

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

/** The strokes of the chart, so that colours are not needed to tell its lines apart. */
const LINES: readonly { name: string; tone: string; stroke: string }[] = [
  { name: 'sent/s', tone: 'text-info', stroke: 'M0 6h28' },
  { name: 'delivered/s', tone: 'text-ok', stroke: 'M0 6h7m5 0h7m5 0h4' },
  { name: 'failed/s', tone: 'text-fail', stroke: 'm10 2 8 8m0-8-8 8' },
  { name: 'p95, right axis', tone: 'text-exposee', stroke: 'M0 6h2m4 0h2m4 0h2m4 0h2m4 0h2' },
];

function Legend() {
  return LINES.map(({ name, tone, stroke }) => (
    <li key={name} className="flex items-center gap-1.5">
      <svg viewBox="0 0 28 12" className={`w-7 ${tone}`} fill="none" aria-hidden="true">
        <path d={stroke} stroke="currentColor" strokeWidth="2" />
      </svg>
      {name}
    </li>
  ));
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
