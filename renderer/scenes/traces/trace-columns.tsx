import { Link } from 'wouter';
import type { Trace } from '../../../server/contract/exchange.ts';
import { durationText } from '../../components/amount-text.ts';
import { AnswerMark, DeliveryMark } from '../../components/DeliveryMark.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { VerdictMark } from '../../components/Status.tsx';
import { clockText } from '../../components/TimeText.tsx';

/** Where the whole of a join is shown. */
export function traceAddress(trace: Trace): string {
  return trace.delivery ? `/traces/${trace.delivery.id}` : `/inbox/${trace.capture?.id ?? ''}`;
}

const KINDS: Record<Trace['kind'], { sign: string; word: string }> = {
  joined: { sign: '↗↙', word: 'sent and captured' },
  sent_only: { sign: '↗', word: 'sent, never captured' },
  captured_only: { sign: '↙', word: 'captured, not ours' },
};

export const TRACE_COLUMNS: readonly GridColumn<Trace>[] = [
  {
    id: 'kind',
    title: 'Kind',
    isTitleHidden: true,
    width: 48,
    isFixed: true,
    cell: ({ kind }) => (
      <span title={KINDS[kind].word}>
        <span aria-hidden="true">
          {kind === 'captured_only' ? null : <span className="text-exposee">↗</span>}
          {kind === 'sent_only' ? null : <span className="text-receiver">↙</span>}
        </span>
        <span className="sr-only">{KINDS[kind].word}</span>
      </span>
    ),
  },
  {
    id: 'time',
    title: 'Time',
    width: 108,
    cell: (row) => <span className="mono">{clockText(row.at)}</span>,
  },
  {
    id: 'event',
    title: 'Event',
    width: 150,
    isGrowing: true,
    isFixed: true,
    cell: ({ delivery, capture }) =>
      delivery?.event_type ??
      capture?.event_type ?? (
        <span className="mono">
          {capture?.method} {capture?.path}
        </span>
      ),
  },
  {
    id: 'sent',
    title: 'Sent',
    width: 150,
    isWideOnly: true,
    cell: ({ delivery }) =>
      delivery ? (
        <>
          <span className="tabular mr-2 text-ink-3">#{delivery.number}</span>
          <DeliveryMark delivery={delivery} isPlain />
        </>
      ) : null,
  },
  {
    id: 'gap',
    title: 'Between',
    width: 76,
    align: 'end',
    isWideOnly: true,
    cell: ({ gap_ms: gapMs }) => (
      <span className="tabular text-ink-2">{gapMs === null ? '' : durationText(gapMs)}</span>
    ),
  },
  {
    id: 'captured',
    title: 'Captured',
    width: 230,
    isWideOnly: true,
    cell: ({ capture }) =>
      capture ? (
        <>
          <span className="tabular mr-2 text-ink-3">#{capture.number}</span>
          <VerdictMark verdict={capture.signature.verdict} isPlain />
          <span className="ml-2">
            <AnswerMark status={capture.status} />
          </span>
        </>
      ) : null,
  },
  {
    id: 'open',
    title: 'Open',
    isTitleHidden: true,
    width: 108,
    isFixed: true,
    cell: (row) => (
      <Link href={traceAddress(row)} tabIndex={-1} className="text-accent hover:underline">
        {row.delivery ? 'View trace' : 'View request'}
      </Link>
    ),
  },
];
