import type { Delivery } from '../../../server/contract/delivery.ts';
import { quoteFilterValue } from '../../../server/contract/filter.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { DeliveryMark, statusKindOf } from '../../components/DeliveryMark.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { StatusGlyph } from '../../components/Status.tsx';
import { timeColumn } from '../../components/time-column.tsx';
import { durationText } from '../../text/amount-text.ts';
import { shortUrl } from '../../text/host-of.ts';

/** Columns of the list; a subscription is shown by its name. */
export function deliveryColumns(
  nameOf: (delivery: Delivery) => string,
): readonly GridColumn<Delivery>[] {
  return [
    {
      id: 'mark',
      title: 'State',
      isTitleHidden: true,
      width: 32,
      isFixed: true,
      cell: (row) => <StatusGlyph kind={row.is_replay ? 'replay' : statusKindOf(row)} />,
    },
    {
      id: 'number',
      title: '#',
      width: 56,
      rank: 3,
      align: 'end',
      cell: (row) => <span className="tabular text-ink-3">{row.number}</span>,
    },
    timeColumn((row) => row.created_at),
    {
      id: 'event',
      sort: 'event',
      title: 'Event',
      width: 130,
      tight: { width: 120 },
      isGrowing: true,
      isFixed: true,
      tokenOf: (row) => `event:${quoteFilterValue(row.event_type)}`,
      cell: (row) => row.event_type,
    },
    {
      id: 'to',
      sort: 'to',
      title: 'To',
      width: 96,
      rank: 3,
      isGrowing: true,
      cell: nameOf,
      tokenOf: (row) => `sub:${quoteFilterValue(row.subscription_id ?? row.url)}`,
    },
    {
      id: 'result',
      sort: 'result',
      title: 'Result',
      width: 116,
      rank: 1,
      tight: { width: 108 },
      tokenOf: (row) => `status:${row.last_status ?? row.state}`,
      cell: (row) => <ResultCell row={row} />,
    },
    {
      id: 'duration',
      sort: 'duration',
      isSortedDown: true,
      title: 'Took',
      rank: 3,
      width: 68,
      align: 'end',
      cell: (row) => (
        <span className="tabular text-ink-2">
          {row.last_duration_ms === null ? '' : durationText(row.last_duration_ms)}
        </span>
      ),
    },
    {
      id: 'attempts',
      title: 'Attempts',
      sort: 'attempts',
      isSortedDown: true,
      isHiddenAtFirst: true,
      rank: 2,
      width: 76,
      align: 'end',
      cell: (row) => <span className="tabular text-ink-2">{attemptsText(row)}</span>,
      tokenOf: (row) => `attempt:${row.attempts}`,
    },
  ];
}

function ResultCell({ row }: { row: Delivery }) {
  return (
    <>
      <DeliveryMark delivery={row} isPlain />
      {row.attempts > 1 || (row.attempts > 0 && row.state === 'pending') ? (
        <span
          className="tabular ml-1 text-ink-3"
          title={`attempt ${row.attempts} of ${plannedOf(row)}`}
        >
          {attemptsText(row)}
        </span>
      ) : null}
    </>
  );
}

/** "2/5": attempts made of those planned. */
function attemptsText(row: Delivery): string {
  return `${row.attempts}/${plannedOf(row)}`;
}

/** What is tried by hand comes on top of the plan. */
function plannedOf({ attempts, attempts_planned: planned }: Delivery): number {
  return Math.max(attempts, planned);
}

/** The name of the subscription, or the URL of a one-off send. */
export function targetNames(subscriptions: readonly Subscription[]): (row: Delivery) => string {
  const names = new Map(
    subscriptions.map((one) => [one.id as string, one.name || shortUrl(one.url)]),
  );
  return (row) => names.get(row.subscription_id ?? '') ?? shortUrl(row.url);
}
