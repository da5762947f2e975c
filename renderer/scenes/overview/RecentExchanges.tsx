import { MoveRight } from 'lucide-react';
import { useCallback, useEffect, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import type { Capture } from '../../../server/contract/capture.ts';
import type { Delivery } from '../../../server/contract/delivery.ts';
import { DeliveryMark } from '../../components/DeliveryMark.tsx';
import { VerdictMark } from '../../components/Status.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { KeyCap } from '../../components/Tooltip.tsx';
import { useCommands, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { durationText } from '../../text/amount-text.ts';
import { useDetail } from '../list/use-detail.ts';

const SHOWN_ROWS = 8;

/** The last deliveries, each beside the request that it became. */
export function RecentExchanges() {
  const { recentDeliveries, recentCaptures } = useWorkbench();
  useEffect(() => {
    recentDeliveries.open();
    recentCaptures.open();
  }, [recentDeliveries, recentCaptures]);
  const deliveries = useStore(recentDeliveries.store);
  const captures = useStore(recentCaptures.store);
  const captureByKey = useMemo(() => byDeliveryKey(captures), [captures]);
  const rows = deliveries.ids.slice(0, SHOWN_ROWS).flatMap((id) => deliveries.rows.get(id) ?? []);
  useTraceCommand(rows[0]?.id);
  return (
    <section aria-label="Latest exchanges" className="rounded-card border border-line bg-panel">
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-center text-body text-ink-2">
          {deliveries.status === 'failed'
            ? deliveries.error
            : 'Nothing sent yet. Fire an event to see it travel from left to right.'}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {rows.map((delivery, index) => (
            <ExchangeRow
              key={delivery.id}
              delivery={delivery}
              isNewest={index === 0}
              capture={joinedByKey(captureByKey, delivery)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** T shows the newest one's trace: with ⏎ to fire it is the whole first run by keyboard. */
function useTraceCommand(newestId: string | undefined): void {
  const [, navigate] = useLocation();
  const commands = useMemo(
    () =>
      newestId === undefined
        ? []
        : [
            {
              id: 'trace' as const,
              title: 'Show the trace of the newest delivery',
              run: () => navigate(`/traces/${newestId}`),
            },
          ],
    [newestId, navigate],
  );
  useCommands(commands);
}

interface ExchangeRowProps {
  delivery: Delivery;
  isNewest: boolean;
  capture: Capture | null;
}

function ExchangeRow({ delivery, isNewest, capture: seen }: ExchangeRowProps) {
  const capture = useJoined(delivery, seen);
  return (
    <li className="grid min-h-9 items-center gap-x-4 gap-y-1 px-4 py-1.5 text-table max-sm:grid-cols-[minmax(0,1fr)_auto] mid:grid-cols-[minmax(0,9fr)_auto_minmax(0,4fr)_auto] wide:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)_auto]">
      <span className="flex min-w-0 flex-wrap items-center gap-x-3 max-sm:col-span-2 mid:flex-nowrap">
        <span className="tabular min-w-9 shrink-0 text-ink-3">#{delivery.number}</span>
        <span className="shrink-0 text-ink-3">
          <TimeText instant={delivery.created_at} hasMilliseconds={false} />
        </span>
        <span className="truncate text-body font-medium max-sm:flex-1" title={delivery.event_type}>
          {delivery.event_type}
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-2 max-sm:ml-0 max-sm:w-full max-sm:pt-1">
          <DeliveryMark delivery={delivery} />
          <span className="tabular w-14 text-right max-sm:text-left text-ink-3">
            {delivery.last_duration_ms === null ? '' : durationText(delivery.last_duration_ms)}
          </span>
        </span>
      </span>
      <MoveRight size={16} strokeWidth={1.5} aria-hidden className="hidden text-ink-3 mid:block" />
      <span className="flex min-w-0 items-center gap-2 text-ink-2">
        {capture ? (
          <>
            <span>captured</span>
            <VerdictMark verdict={capture.signature.verdict} />
          </>
        ) : (
          <span className="truncate text-ink-3" title={delivery.url}>
            to {delivery.url}
          </span>
        )}
      </span>
      <Link
        href={`/traces/${delivery.id}`}
        className="w-fit rounded-control px-1 leading-6 text-accent underline-offset-2 hover:underline"
      >
        View trace<span className="sr-only"> of #{delivery.number}</span>
        {/* Every row keeps its place, so that the columns stand below each other. */}
        <span className={isNewest ? '' : 'invisible max-mid:hidden'}>
          <KeyCap command="trace" className="ml-1.5" />
        </span>
      </Link>
    </li>
  );
}

interface CaptureRows {
  ids: readonly string[];
  rows: ReadonlyMap<string, Capture>;
}

function byDeliveryKey({ ids, rows }: CaptureRows): Map<string, Capture> {
  const captures = ids.toReversed().flatMap((id) => rows.get(id) ?? []);
  return new Map(
    captures.flatMap((capture) =>
      capture.delivery_key === null ? [] : [[capture.delivery_key, capture]],
    ),
  );
}

/** By the id that both sides carry, at our own address. */
function joinedByKey(captures: ReadonlyMap<string, Capture>, delivery: Delivery): Capture | null {
  const capture = captures.get(delivery.event_id) ?? captures.get(delivery.id);
  return capture && delivery.url.includes(capture.path) ? capture : null;
}

/** The request of a delivery to our own receiver, asked for where it is not among the last ones. */
function useJoined(delivery: Delivery, seen: Capture | null): Capture | null {
  const { client, resources } = useWorkbench();
  const { data: state } = useResource(resources.state);
  const own = [state?.receiver.url, state?.receiver.public_url].filter((url) => Boolean(url));
  const isOurs = own.some((url) => delivery.url.startsWith(url ?? ''));
  const isAsked = seen === null && isOurs && delivery.attempts > 0;
  const load = useCallback(
    (id: string) => client.call('traceDelivery', { params: { id } }),
    [client],
  );
  const { data } = useDetail(isAsked ? delivery.id : undefined, delivery.updated_at, load);
  return seen ?? data?.items.findLast((trace) => trace.capture !== null)?.capture ?? null;
}
