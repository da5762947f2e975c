import { RotateCcw, Star } from 'lucide-react';
import type { Capture } from '../../../server/contract/capture.ts';
import { quoteFilterValue } from '../../../server/contract/filter.ts';
import { AnswerMark } from '../../components/DeliveryMark.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { VerdictMark } from '../../components/Status.tsx';
import { timeColumn } from '../../components/time-column.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { durationText, sizeText } from '../../text/amount-text.ts';

export const INBOX_COLUMNS: readonly GridColumn<Capture>[] = [
  {
    id: 'mark',
    title: 'Marks',
    isTitleHidden: true,
    width: 36,
    isFixed: true,
    cell: (row) => <RowMarks row={row} />,
  },
  {
    id: 'number',
    title: '#',
    rank: 3,
    width: 52,
    align: 'end',
    cell: (row) => <span className="tabular text-ink-3">{row.number}</span>,
  },
  timeColumn((row) => row.received_at),
  {
    id: 'from',
    sort: 'from',
    title: 'From',
    width: 80,
    roomyWidth: 128,
    rank: 3,
    cell: (row) => <FromCell row={row} />,
    tokenOf: (row) => `from:${quoteFilterValue(row.from)}`,
  },
  {
    id: 'event',
    sort: 'event',
    title: 'Event',
    width: 132,
    tight: { width: 116 },
    isGrowing: true,
    isFixed: true,
    tokenOf: (row) =>
      row.event_type === null
        ? `path:${quoteFilterValue(row.path)}`
        : `event:${quoteFilterValue(row.event_type)}`,
    cell: (row) => <EventCell row={row} />,
  },
  {
    id: 'signature',
    sort: 'signature',
    title: 'Signature',
    width: 116,
    rank: 1,
    tight: { width: 110 },
    tokenOf: (row) => `sig:${VERDICT_WORDS[row.signature.verdict]}`,
    cell: (row) => <VerdictMark verdict={row.signature.verdict} isPlain />,
  },
  {
    id: 'answer',
    sort: 'answer',
    isSortedDown: true,
    title: 'Answer',
    tokenOf: (row) => `status:${row.status ?? 'cut'}`,
    rank: 3,
    width: 64,
    cell: (row) => (
      <>
        <AnswerMark status={row.status} />
        {row.rule_id === null ? null : (
          <span className="ml-1 text-caption text-ink-3" title="A rule answered">
            rule
          </span>
        )}
      </>
    ),
  },
  {
    id: 'size',
    sort: 'size',
    isSortedDown: true,
    title: 'Size',
    rank: 3,
    width: 84,
    align: 'end',
    cell: (row) => <span className="tabular text-ink-2">{sizeText(row.size)}</span>,
    tokenOf: (row) => (row.is_cut ? 'is:cut' : null),
  },
  {
    id: 'method',
    title: 'Method',
    isHiddenAtFirst: true,
    rank: 2,
    width: 72,
    cell: (row) => <span className="mono">{row.method}</span>,
    tokenOf: (row) => `method:${row.method}`,
  },
  {
    id: 'path',
    title: 'Path',
    isHiddenAtFirst: true,
    rank: 2,
    width: 140,
    cell: (row) => (
      <span className="mono" title={row.path}>
        {row.path}
      </span>
    ),
    tokenOf: (row) => `path:${quoteFilterValue(row.path)}`,
  },
  {
    id: 'duration',
    title: 'Took',
    sort: 'duration',
    isSortedDown: true,
    isHiddenAtFirst: true,
    rank: 2,
    width: 72,
    align: 'end',
    cell: (row) => <span className="tabular text-ink-2">{durationText(row.duration_ms)}</span>,
  },
];

/** An inbox by its name; what no inbox took, by whose scheme it speaks. */
function FromCell({ row }: { row: Capture }) {
  const { data: dialects } = useResource(useWorkbench().resources.dialects);
  const spoken = row.from === row.signature.dialect ? row.from : undefined;
  return dialects?.find(({ id }) => id === spoken)?.name ?? row.from;
}

function RowMarks({ row }: { row: Capture }) {
  return (
    <span className="flex items-center gap-1">
      {row.is_unseen ? (
        <span className="size-2 shrink-0 rounded-full bg-accent" title="Unseen">
          <span className="sr-only">unseen</span>
        </span>
      ) : (
        <span className="size-2 shrink-0" />
      )}
      {row.is_starred ? (
        <Star size={12} className="shrink-0 fill-current text-warn" aria-label="starred" />
      ) : null}
    </span>
  );
}

function EventCell({ row }: { row: Capture }) {
  return (
    <span className={row.is_unseen ? 'font-medium' : ''}>
      {row.is_replay ? (
        <RotateCcw size={12} className="mr-1 inline text-info" aria-label="replay" />
      ) : null}
      {row.event_type ?? (
        <span className="mono">
          {row.method} {row.path}
        </span>
      )}
      {row.is_duplicate ? <span className="ml-1 text-caption text-ink-3">duplicate</span> : null}
    </span>
  );
}

const VERDICT_WORDS = {
  valid: 'ok',
  invalid: 'bad',
  stale: 'stale',
  missing: 'missing',
  unchecked: 'unchecked',
} as const;
