import { useCallback, useEffect, useState } from 'react';
import type { Delivery } from '../../../server/contract/delivery.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { outcomeText, statusKindOf } from '../../components/DeliveryMark.tsx';
import { Section } from '../../components/Scene.tsx';
import type { StatusKind } from '../../components/Status.tsx';
import { clockText } from '../../components/TimeText.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { durationText } from '../../text/amount-text.ts';
import { useDetail } from '../list/use-detail.ts';
import { LastDelivery } from './LastDelivery.tsx';

const STRIP_LENGTH = 50;

/** Colour and height both tell: a failure is a full bar with a notch, what waits is half. */
const BARS: Record<StatusKind, string> = {
  delivered: 'h-6 bg-ok',
  failed: 'h-6 bg-fail rounded-b-none border-b-4 border-double border-panel',
  retrying: 'h-4 border-2 border-warn border-b-4',
  pending: 'h-3 border-2 border-info',
  disabled: 'h-2 bg-idle',
  replay: 'h-6 bg-info',
  info: 'h-3 bg-info',
};

/** The last fifty deliveries, oldest left. */
export function LastDeliveries({ subscription }: { subscription: Subscription }) {
  const { client } = useWorkbench();
  const { counts } = subscription;
  const load = useCallback(
    (id: string) =>
      client.call('listDeliveries', { query: { limit: STRIP_LENGTH, filter: `sub:${id}` } }),
    [client],
  );
  const newest = useNewestAttempt(subscription.id);
  const revision = `${counts.delivered} ${counts.failed} ${counts.pending} ${counts.cancelled} ${newest}`;
  const { data } = useDetail(subscription.id, revision, load);
  const rows = data?.items.toReversed() ?? [];
  const last = data?.items.find(({ attempts }) => attempts > 0);
  return (
    <>
      {last ? <LastDelivery delivery={last} /> : null}
      <LastFifty rows={rows} />
    </>
  );
}

const LOOK_MS = 500;

/** Another text when a delivery of the subscription was attempted, as the window is told; not at once in a burst. */
function useNewestAttempt(subscriptionId: string): string {
  const { store } = useWorkbench().recentDeliveries;
  const [shown, setShown] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      const { ids, rows } = store.getState();
      const attempted = ids
        .map((id) => rows.get(id))
        .filter((row) => row?.subscription_id === subscriptionId && row.attempts > 0);
      setShown(attempted.map((row) => `${row?.id} ${row?.attempts}`).join());
    };
    look();
    const stop = store.subscribe(() => {
      timer ??= setTimeout(look, LOOK_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store, subscriptionId]);
  return shown;
}

function LastFifty({ rows }: { rows: readonly Delivery[] }) {
  return (
    <Section title={`Last ${STRIP_LENGTH}`}>
      {rows.length === 0 ? (
        <p className="text-body text-ink-2">Nothing sent yet.</p>
      ) : (
        <>
          <ul aria-label="Last deliveries, oldest first" className="flex h-8 flex-wrap items-end">
            {rows.map((row) => (
              <Bar key={row.id} delivery={row} />
            ))}
          </ul>
          <p className="tabular text-table text-ink-2">{summaryText(rows)}</p>
        </>
      )}
    </Section>
  );
}

function Bar({ delivery }: { delivery: Delivery }) {
  const kind = statusKindOf(delivery);
  const result =
    outcomeText({ status: delivery.last_status, outcome: delivery.last_outcome }) ?? '';
  const text = `#${delivery.number} ${clockText(delivery.created_at, false)} ${delivery.event_type}: ${kind} ${result}`;
  return (
    <li title={text} className="flex h-8 w-2.5 items-end justify-center hover:bg-raised">
      <span className={`w-1.5 rounded-[1px] forced-color-adjust-none ${BARS[kind]}`} />
      <span className="sr-only">{text}</span>
    </li>
  );
}

function summaryText(rows: readonly Delivery[]): string {
  const settled = rows.filter((row) => row.state !== 'pending');
  const delivered = settled.filter((row) => row.state === 'delivered').length;
  const times = rows
    .flatMap((row) => (row.last_duration_ms === null ? [] : [row.last_duration_ms]))
    .sort((a, b) => a - b);
  const p95 = times[Math.min(times.length - 1, Math.floor(times.length * 0.95))];
  const waiting = rows.length - settled.length;
  const shares = [
    ...(settled.length > 0 ? [`${delivered} of ${settled.length} delivered`] : []),
    ...(waiting > 0 ? [`${waiting} to come`] : []),
  ].join(' · ');
  return p95 === undefined ? shares : `${shares} · p95 ${durationText(p95)}`;
}
