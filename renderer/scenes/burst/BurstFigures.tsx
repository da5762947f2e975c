import type { ReactNode } from 'react';
import type { BurstDetail } from '../../../server/contract/burst.ts';
import { Status } from '../../components/Status.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { countText, durationText } from '../../text/amount-text.ts';
import { hostOf } from '../../text/host-of.ts';
import { stateText } from './burst-values.ts';

/** The sums of one burst. */
export function BurstFigures({ burst }: { burst: BurstDetail }) {
  const { captured, latency_ms: latency } = burst;
  const isOver = burst.ended_at !== null;
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        <h2 className="mono min-w-0 truncate text-body font-semibold">{burst.event_type}</h2>
        <span className="truncate text-table text-ink-2 max-sm:whitespace-normal">
          {countText(burst.count)} to {hostOf(burst.url)} at {countText(burst.rate_per_s)}/s,{' '}
          {countText(burst.parallel)} parallel
        </span>
        <span className="flex-1 max-sm:hidden" />
        <span className="text-table text-ink-2">
          <TimeText instant={burst.started_at} hasMilliseconds={false} hasDay />
        </span>
        <p role="status" className="text-table font-medium">
          {stateText(burst)}
        </p>
      </header>
      {isOver ? null : <SentBar burst={burst} />}
      <dl className="grid grid-cols-3 gap-x-4 gap-y-2 px-4 py-3 mid:grid-cols-6 wide:grid-cols-[repeat(11,minmax(0,7rem))]">
        <Figure name="Sent">{countText(burst.sent)}</Figure>
        <Figure
          name="Delivered"
          mark={
            <Status kind="delivered" isPlain>
              {''}
            </Status>
          }
        >
          {countText(burst.delivered)}
        </Figure>
        <Figure
          name="Failed"
          mark={
            <Status kind="failed" isPlain>
              {''}
            </Status>
          }
        >
          {countText(burst.failed)}
        </Figure>
        <Figure
          name="Retrying"
          mark={
            <Status kind="retrying" isPlain>
              {''}
            </Status>
          }
        >
          {countText(burst.retrying)}
        </Figure>
        <Figure name={isOver ? 'Cancelled' : 'Waiting'}>
          {countText(isOver ? burst.cancelled : burst.waiting)}
        </Figure>
        <Figure name="Lost" title={captured === null ? LOST_UNKNOWN : LOST}>
          {captured === null ? '–' : countText(captured.lost)}
        </Figure>
        <Figure name="Twice" title={captured === null ? LOST_UNKNOWN : TWICE}>
          {captured === null ? '–' : countText(captured.twice)}
        </Figure>
        <Figure name="p50">{latency ? durationText(latency.p50) : '–'}</Figure>
        <Figure name="p95">{latency ? durationText(latency.p95) : '–'}</Figure>
        <Figure name="p99">{latency ? durationText(latency.p99) : '–'}</Figure>
        <Figure name="CPU" title="Of one core; all threads of the local server together">
          {burst.cpu_percent === null ? '–' : `${burst.cpu_percent} %`}
        </Figure>
      </dl>
    </>
  );
}

function SentBar({ burst }: { burst: BurstDetail }) {
  return (
    <div
      role="progressbar"
      aria-label="Events sent"
      aria-valuemin={0}
      aria-valuemax={burst.count}
      aria-valuenow={burst.sent}
      className="h-1 bg-raised"
    >
      <div
        className="fill-mark h-full bg-accent-fill"
        style={{ width: `${(burst.sent * 100) / burst.count}%` }}
      />
    </div>
  );
}

const LOST = 'Delivered, but not stored by the local receiver';
const TWICE = 'Accepted more than once by the local receiver';
const LOST_UNKNOWN = 'Counted at the end, where the target is the local receiver';

interface FigureProps {
  name: string;
  mark?: ReactNode;
  title?: string;
  children: ReactNode;
}

function Figure({ name, mark, title, children }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col" title={title}>
      <dt className="flex items-center gap-1 text-caption text-ink-3">
        {name}
        {mark ? (
          <span aria-hidden className="inline-flex h-4 items-center">
            {mark}
          </span>
        ) : null}
      </dt>
      <dd className="tabular text-screen font-semibold">{children}</dd>
    </div>
  );
}
