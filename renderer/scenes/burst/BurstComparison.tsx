import { ArrowLeftRight } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { BurstDetail } from '../../../server/contract/burst.ts';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { countText, durationText } from '../../text/amount-text.ts';
import { shortUrl } from '../../text/host-of.ts';
import { type AlignedSample, alignSamples, compareBursts } from './burst-comparison.ts';
import { stateText } from './burst-values.ts';
import { LazyChart } from './LazyChart.tsx';
import { LegendItem, RatePanel, RateTable, STROKES } from './RatePanel.tsx';
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
      <header className="flex flex-wrap items-center gap-3 border-b max-sm:gap-2 border-line px-4 py-2">
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
    <ScrollBox label="Measures" className="overflow-x-auto">
      <table className="w-full text-table">
        <thead className="text-left align-bottom text-ink-2">
          <tr>
            <th scope="col" className="px-4 py-1.5 font-medium max-sm:px-2">
              Measure
            </th>
            <RunHead name="A" burst={left} />
            <RunHead name="B" burst={right} />
            <th scope="col" className="px-4 py-1.5 font-medium max-sm:px-2">
              B against A
            </th>
          </tr>
        </thead>
        <tbody className="tabular">
          {rows.map(({ name, left: one, right: other, change, tone }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="px-4 py-1 text-left max-sm:px-2 font-normal text-ink-2">
                {name}
              </th>
              <td className="px-4 max-sm:px-2">{one}</td>
              <td className="px-4 max-sm:px-2">{other}</td>
              <td className={`px-4 max-sm:px-2 whitespace-nowrap ${TONES[tone]}`}>
                {change}
                {TONE_WORDS[tone]}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function RunHead({ name, burst }: { name: string; burst: BurstDetail }) {
  return (
    <th scope="col" className="min-w-40 px-4 py-1.5 font-normal max-sm:px-2 max-sm:min-w-28">
      <span className="font-semibold text-ink">
        {name} · <TimeText instant={burst.started_at} hasMilliseconds={false} hasDay />
      </span>
      <span className="mono block">{burst.event_type}</span>
      <span
        className="mono block max-w-56 truncate max-sm:break-all max-sm:whitespace-normal"
        title={burst.url}
      >
        {shortUrl(burst.url)}
      </span>
      <span
        className="block max-w-56 truncate max-sm:break-all max-sm:whitespace-normal"
        title={stateText(burst)}
      >
        {stateText(burst)}
      </span>
    </th>
  );
}

function Rates({ left, right }: Sides) {
  const rows = useMemo(() => alignSamples(left, right), [left, right]);
  return (
    <RatePanel
      label="Rates of both"
      legend={<Legend />}
      chart={
        <LazyChart
          data={rows}
          create={createComparison}
          label="Chart of delivered a second and p95 of both runs. The table has the numbers."
        />
      }
      table={
        <RateTable label="Rates of both as a table" columns={COLUMNS} rows={rows.map(rowOf)} />
      }
    />
  );
}

async function createComparison(host: HTMLElement, rows: readonly AlignedSample[]) {
  return (await import('./rate-chart.ts')).createComparisonChart(host, rows);
}

function Legend() {
  return (
    <>
      <LegendItem name="A delivered/s" tone="text-ok" stroke={STROKES.whole} />
      <LegendItem name="B delivered/s" tone="text-ok" stroke={STROKES.dashed} />
      <LegendItem name="A p95, right axis" tone="text-exposee" stroke={STROKES.whole} />
      <LegendItem name="B p95, right axis" tone="text-exposee" stroke={STROKES.dotted} />
    </>
  );
}

const COLUMNS = ['A delivered/s', 'B delivered/s', 'A failed/s', 'B failed/s', 'A p95', 'B p95'];

function rowOf({ atMs, left, right }: AlignedSample) {
  const count = (value: number | undefined) => (value === undefined ? '–' : countText(value));
  const duration = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? '–' : durationText(ms);
  return {
    at: `${(atMs / 1000).toFixed(1)} s`,
    cells: [
      count(left?.delivered_per_s),
      count(right?.delivered_per_s),
      count(left?.failed_per_s),
      count(right?.failed_per_s),
      duration(left?.p95_ms),
      duration(right?.p95_ms),
    ],
  };
}
