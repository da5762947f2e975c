import { ArrowDownLeft, ArrowRightLeft, ArrowUpRight, type LucideIcon } from 'lucide-react';
import type { Trace } from '../../../server/contract/exchange.ts';
import { quoteFilterValue } from '../../../server/contract/filter.ts';
import { AnswerMark, DeliveryMark } from '../../components/DeliveryMark.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { VerdictMark } from '../../components/Status.tsx';
import { timeColumn } from '../../components/time-column.tsx';
import type { TraceRow } from '../../stores/create-lists.ts';
import { durationText } from '../../text/amount-text.ts';

const KINDS: Record<Trace['kind'], { glyph: LucideIcon; word: string; tone: string }> = {
  joined: { glyph: ArrowRightLeft, word: 'both sides', tone: 'text-ok' },
  sent_only: { glyph: ArrowUpRight, word: 'sent, never captured', tone: 'text-exposee' },
  captured_only: { glyph: ArrowDownLeft, word: 'captured, not ours', tone: 'text-receiver' },
};

function Sides({ kind, isTight = false }: { kind: Trace['kind']; isTight?: boolean }) {
  const { glyph: Glyph, word, tone } = KINDS[kind];
  return (
    <span
      title={isTight ? word : undefined}
      className={`inline-flex h-5 items-center gap-1.5 align-middle ${tone}`}
    >
      <Glyph size={14} strokeWidth={1.75} aria-hidden className="shrink-0" />
      <span className={isTight ? 'sr-only' : undefined}>{word}</span>
    </span>
  );
}

export const TRACE_COLUMNS: readonly GridColumn<TraceRow>[] = [
  {
    id: 'kind',
    title: 'Sides',
    width: 170,
    isFixed: true,
    cell: ({ kind }) => <Sides kind={kind} />,
    tight: { width: 36, isTitleHidden: true, cell: ({ kind }) => <Sides kind={kind} isTight /> },
  },
  timeColumn((row) => row.at),
  {
    id: 'event',
    sort: 'event',
    title: 'Event',
    width: 140,
    tight: { width: 116 },
    isGrowing: true,
    isFixed: true,
    tokenOf: ({ delivery, capture }) => {
      const event = delivery?.event_type ?? capture?.event_type;
      return event == null ? null : `event:${quoteFilterValue(event)}`;
    },
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
    sort: 'sent',
    title: 'Sent',
    width: 120,
    rank: 1,
    tight: { width: 108 },
    cell: ({ delivery }) => (delivery ? <DeliveryMark delivery={delivery} isPlain /> : <Nothing />),
  },
  {
    id: 'captured',
    title: 'Captured',
    width: 150,
    rank: 3,
    cell: ({ capture }) =>
      capture ? (
        <span className="inline-flex items-center gap-2">
          <VerdictMark verdict={capture.signature.verdict} isPlain />
          <AnswerMark status={capture.status} />
        </span>
      ) : (
        <Nothing />
      ),
  },
  {
    id: 'gap',
    title: 'Between',
    width: 80,
    rank: 3,
    align: 'end',
    cell: ({ gap_ms: gap }) =>
      gap === null ? <Nothing /> : <span className="tabular">{durationText(gap)}</span>,
  },
  {
    id: 'number',
    title: '#',
    width: 108,
    rank: 3,
    align: 'end',
    cell: (row) => <Numbers row={row} />,
  },
];

/** By which number each side is known in its own list. */
function Numbers({ row: { delivery, capture } }: { row: TraceRow }) {
  return (
    <span className="tabular inline-flex gap-2 text-ink-3">
      {delivery ? (
        <span title={`Delivery #${delivery.number}`}>
          <span className="text-exposee">↗</span>
          {delivery.number}
        </span>
      ) : null}
      {capture ? (
        <span title={`Request #${capture.number}`}>
          <span className="text-receiver">↙</span>
          {capture.number}
        </span>
      ) : null}
    </span>
  );
}

function Nothing() {
  return <span className="text-ink-3">–</span>;
}
