import { type ReactNode, useState } from 'react';
import { ChoiceField } from '../../components/Field.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';

type View = 'chart' | 'table';

interface RatePanelProps {
  label: string;
  legend: ReactNode;
  chart: ReactNode;
  table: ReactNode;
}

/** Rates over time: a picture, or the same numbers as a table. */
export function RatePanel({ label, legend, chart, table }: RatePanelProps) {
  const [view, setView] = useState<View>('chart');
  return (
    <section aria-label={label} className="grid gap-2 border-t border-line px-4 py-3">
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
        {view === 'chart' ? (
          <ul aria-label="Legend" className="flex flex-wrap gap-x-4 pb-1 text-table text-ink-2">
            {legend}
          </ul>
        ) : null}
      </div>
      {view === 'chart' ? chart : table}
    </section>
  );
}

interface LegendItemProps {
  name: string;
  tone: string;
  /** Path of the line's own stroke: colours are not needed to tell the lines apart. */
  stroke: string;
}

export function LegendItem({ name, tone, stroke }: LegendItemProps) {
  return (
    <li className="flex items-center gap-1.5">
      <svg viewBox="0 0 28 12" className={`w-7 ${tone}`} fill="none" aria-hidden="true">
        <path d={stroke} stroke="currentColor" strokeWidth="2" />
      </svg>
      {name}
    </li>
  );
}

export const STROKES = {
  whole: 'M0 6h28',
  dashed: 'M0 6h7m5 0h7m5 0h4',
  dotted: 'M0 6h2m4 0h2m4 0h2m4 0h2m4 0h2',
  crosses: 'm10 2 8 8m0-8-8 8',
};

interface RateTableProps {
  label: string;
  columns: readonly string[];
  /** By the moment they belong to. */
  rows: readonly { at: string; cells: readonly string[] }[];
}

export function RateTable({ label, columns, rows }: RateTableProps) {
  return (
    <ScrollBox label={label} className="max-h-72 overflow-auto rounded-card border border-line">
      <table className="w-full text-table">
        <thead className="sticky top-0 bg-raised text-left text-ink-2">
          <tr>
            {['At', ...columns].map((name) => (
              <th key={name} scope="col" className="px-3 py-1 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="mono">
          {rows.map(({ at, cells }) => (
            <tr key={at} className="border-t border-line">
              <th scope="row" className="px-3 py-0.5 text-left font-normal whitespace-nowrap">
                {at}
              </th>
              {columns.map((name, index) => (
                <td key={name} className="px-3">
                  {cells[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
