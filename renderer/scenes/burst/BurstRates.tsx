import { useState } from 'react';
import type { BurstDetail, BurstSample } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../components/amount-text.ts';
import { ChoiceField } from '../../components/Field.tsx';
import { BurstChart } from './BurstChart.tsx';

type View = 'chart' | 'table';

/** Rates and latency over time: a picture, or the same numbers as a table. */
export function BurstRates({ burst }: { burst: BurstDetail }) {
  const [view, setView] = useState<View>('chart');
  return (
    <section aria-label="Rates and latency" className="grid gap-2 border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
        <ChoiceField<View>
          label="Show as"
          value={view}
          choices={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={setView}
        />
        {view === 'chart' ? <Legend /> : null}
      </div>
      {view === 'chart' ? (
        <BurstChart samples={burst.samples} />
      ) : (
        <SampleTable samples={burst.samples} />
      )}
    </section>
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
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 pb-1 text-table text-ink-2">
      {LINES.map(({ name, tone, stroke }) => (
        <li key={name} className="flex items-center gap-1.5">
          <svg viewBox="0 0 28 12" className={`w-7 ${tone}`} fill="none" aria-hidden="true">
            <path d={stroke} stroke="currentColor" strokeWidth="2" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

const COLUMNS = ['At', 'Sent/s', 'Delivered/s', 'Failed/s', 'p95', 'CPU'];

function SampleTable({ samples }: { samples: readonly BurstSample[] }) {
  return (
    <section
      aria-label="Rates as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="ring-inside max-h-72 overflow-auto rounded-card border border-line"
    >
      <table className="w-full text-table">
        <thead className="sticky top-0 bg-raised text-left text-ink-2">
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className="px-3 py-1 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="mono">
          {samples.map((sample) => (
            <tr key={sample.at_ms} className="border-t border-line">
              <th scope="row" className="px-3 py-0.5 text-left font-normal">
                {(sample.at_ms / 1000).toFixed(2)} s
              </th>
              <td className="px-3">{countText(sample.sent_per_s)}</td>
              <td className="px-3">{countText(sample.delivered_per_s)}</td>
              <td className="px-3">{countText(sample.failed_per_s)}</td>
              <td className="px-3">{sample.p95_ms === null ? '–' : durationText(sample.p95_ms)}</td>
              <td className="px-3">{sample.cpu_percent} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
