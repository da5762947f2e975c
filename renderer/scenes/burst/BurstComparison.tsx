import { ArrowLeftRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { BurstDetail } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../components/amount-text.ts';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ChoiceField } from '../../components/Field.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { shortUrl } from '../../shell/host-of.ts';
import { type AlignedSample, alignSamples, compareBursts } from './burst-comparison.ts';
import { stateText } from './burst-values.ts';
import { LazyChart } from './LazyChart.tsx';
import { useBurst } from './use-burst.ts';

interface BurstComparisonProps {
  leftId: string;
  rightId: string;
  version: unknown;
}

/** Two runs side by side: what they were, how they went, and their rates over time. */
export function BurstComparison({ leftId, rightId, version }: BurstComparisonProps) {
  const left = useBurst(leftId, version);
  const right = useBurst(rightId, version);
  if (left === undefined || right === undefined) {
    return (
      <EmptyState actions={<Link href="/burst">Show the last one</Link>}>
        Burst {left === undefined ? leftId : rightId} is not stored here. The last 50 are.
      </EmptyState>
    );
  }
  if (left === null || right === null) {
    return <SkeletonLines />;
  }
  return (
    <section
      aria-label="Comparison of two runs"
      className="rounded-card border border-line bg-panel"
    >
      <header className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <h2 className="text-pane font-semibold">Two runs</h2>
        <span className="flex-1" />
        <Link
          href={`/burst/${leftId}?with=${rightId}`}
          className="inline-flex min-h-6 items-center gap-1 text-body text-accent hover:underline"
        >
          <ArrowLeftRight size={14} strokeWidth={1.5} aria-hidden />
          Swap
        </Link>
        <Link
          href={`/burst/${rightId}`}
          className="inline-flex min-h-6 items-center text-body text-accent hover:underline"
        >
          Close comparison
        </Link>
      </header>
      <MeasureTable left={left} right={right} />
      <Rates left={left} right={right} />
    </section>
  );
}

interface Sides {
  left: BurstDetail;
  right: BurstDetail;
}

const TONES = { better: 'text-ok', worse: 'text-fail', same: 'text-ink-3' };
const TONE_WORDS = { better: ' better', worse: ' worse', same: '' };

function MeasureTable({ left, right }: Sides) {
  const rows = compareBursts(left, right);
  return (
    <section
      aria-label="Measures"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="ring-inside overflow-x-auto"
    >
      <table className="w-full text-table">
        <thead className="text-left align-bottom text-ink-2">
          <tr>
            <th scope="col" className="px-4 py-1.5 font-medium">
              Measure
            </th>
            <RunHead name="A" burst={left} />
            <RunHead name="B" burst={right} />
            <th scope="col" className="px-4 py-1.5 font-medium">
              B against A
            </th>
          </tr>
        </thead>
        <tbody className="tabular">
          {rows.map(({ name, left: one, right: other, change, tone }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="px-4 py-1 text-left font-normal text-ink-2">
                {name}
              </th>
              <td className="px-4">{one}</td>
              <td className="px-4">{other}</td>
              <td className={`px-4 whitespace-nowrap ${TONES[tone]}`}>
                {change}
                {TONE_WORDS[tone]}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RunHead({ name, burst }: { name: string; burst: BurstDetail }) {
  return (
    <th scope="col" className="min-w-40 px-4 py-1.5 font-normal">
      <span className="font-semibold text-ink">
        {name} · <TimeText instant={burst.started_at} hasMilliseconds={false} hasDay />
      </span>
      <span className="mono block">{burst.event_type}</span>
      <span className="mono block max-w-56 truncate" title={burst.url}>
        {shortUrl(burst.url)}
      </span>
      <span className="block max-w-56 truncate" title={stateText(burst)}>
        {stateText(burst)}
      </span>
    </th>
  );
}

type View = 'chart' | 'table';

function Rates({ left, right }: Sides) {
  const [view, setView] = useState<View>('chart');
  const rows = useMemo(() => alignSamples(left, right), [left, right]);
  return (
    <section aria-label="Rates of both" className="grid gap-2 border-t border-line px-4 py-3">
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
        <LazyChart
          data={rows}
          create={createComparison}
          label="Chart of delivered a second and p95 of both runs. The table has the numbers."
        />
      ) : (
        <RateTable rows={rows} />
      )}
    </section>
  );
}

async function createComparison(host: HTMLElement, rows: readonly AlignedSample[]) {
  return (await import('./rate-chart.ts')).createComparisonChart(host, rows);
}

function Legend() {
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 pb-1 text-table text-ink-2">
      <li>
        <span className="text-ok">──</span> A delivered/s
      </li>
      <li>
        <span className="text-ok">╌╌</span> B delivered/s
      </li>
      <li>
        <span className="text-exposee">──</span> A p95, right axis
      </li>
      <li>
        <span className="text-exposee">┈┈</span> B p95, right axis
      </li>
    </ul>
  );
}

const COLUMNS = [
  'At',
  'A delivered/s',
  'B delivered/s',
  'A failed/s',
  'B failed/s',
  'A p95',
  'B p95',
];

function RateTable({ rows }: { rows: readonly AlignedSample[] }) {
  const count = (value: number | undefined) => (value === undefined ? '–' : countText(value));
  const duration = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? '–' : durationText(ms);
  return (
    <section
      aria-label="Rates of both as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="ring-inside max-h-72 overflow-auto rounded-card border border-line"
    >
      <table className="w-full text-table">
        <thead className="sticky top-0 bg-raised text-left text-ink-2">
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className="px-3 py-1 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="mono">
          {rows.map(({ atMs, left, right }) => (
            <tr key={atMs} className="border-t border-line">
              <th scope="row" className="px-3 py-0.5 text-left font-normal">
                {(atMs / 1000).toFixed(1)} s
              </th>
              <td className="px-3">{count(left?.delivered_per_s)}</td>
              <td className="px-3">{count(right?.delivered_per_s)}</td>
              <td className="px-3">{count(left?.failed_per_s)}</td>
              <td className="px-3">{count(right?.failed_per_s)}</td>
              <td className="px-3">{duration(left?.p95_ms)}</td>
              <td className="px-3">{duration(right?.p95_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
