import { useCallback, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Comparison, Trace } from '../../../server/contract/exchange.ts';
import { Button } from '../../components/Button.tsx';
import { bytesOfBase64 } from '../../components/base64.ts';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Differences } from '../../components/compare/Differences.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import { countOf, durationText } from '../../text/amount-text.ts';
import { GoneText } from '../list/GoneText.tsx';
import { useDetail } from '../list/use-detail.ts';
import { CapturedSide, SentSide } from './TraceSides.tsx';
import { Waterfall } from './Waterfall.tsx';

/** One event on both sides: what was sent, what was captured, and every byte that differs. */
export function TraceInspector({ id, revision }: { id: string; revision: string }) {
  return (
    <section aria-label="Trace" data-inspector className="flex min-h-0 flex-1 flex-col">
      {id.startsWith('cap_') ? (
        <StrangerView captureId={id} />
      ) : (
        <DeliveryTrace id={id} revision={revision} />
      )}
    </section>
  );
}

function DeliveryTrace({ id, revision }: { id: string; revision: string }) {
  const { client } = useWorkbench();
  const load = useCallback(
    async (one: string) => {
      const [detail, traces] = await Promise.all([
        client.call('getDelivery', { params: { id: one } }),
        client.call('traceDelivery', { params: { id: one } }),
      ]);
      return { detail, traces: traces.items };
    },
    [client],
  );
  const { data, error } = useDetail(id, revision, load);
  if (error) {
    return (
      <EmptyState>{error.isMissing ? <GoneText kind="delivery" id={id} /> : error.text}</EmptyState>
    );
  }
  return data ? <TraceView {...data} /> : <SkeletonLines />;
}

/** A request that no delivery of ours became: one side only. */
function StrangerView({ captureId }: { captureId: string }) {
  const { client } = useWorkbench();
  const load = useCallback((id: string) => client.call('getCapture', { params: { id } }), [client]);
  const { data, error } = useDetail(captureId, '', load);
  if (error) {
    return (
      <EmptyState>
        {error.isMissing ? <GoneText kind="request" id={captureId} /> : error.text}
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <p className="rounded-card border border-line bg-panel px-4 py-2 text-body font-medium">
          Captured, not ours: no delivery of this computer became this request.
        </p>
        <CapturedSide capture={data} />
      </div>
    </div>
  );
}

type TraceViewProps = {
  detail: Parameters<typeof SentSide>[0]['detail'];
  traces: readonly Trace[];
};

function TraceView({ detail, traces }: TraceViewProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const number = chosen ?? detail.attempts.at(-1)?.number ?? null;
  const attempt = detail.attempts.find((one) => one.number === number) ?? null;
  const trace = traces.find((one) => one.attempt === number) ?? traces.at(-1) ?? null;
  const comparison = useComparison(detail.id, number, trace?.capture?.id);
  const loadBodies = useBodies(attempt?.request.body_base64 ?? '', trace?.capture?.id);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="@container mx-auto grid max-w-360 grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 flex-1 basis-40 truncate text-pane font-semibold">
            <span className="tabular text-ink-3">#{detail.number}</span> {detail.event_type}
          </h2>
          {detail.attempts.length > 1 ? (
            <AttemptSteps count={detail.attempts.length} {...{ number, onChoose: setChosen }} />
          ) : null}
          <Link href={`/deliveries/${detail.id}`} className="text-body text-accent underline">
            Delivery
          </Link>
          <CopyButton label="Copy link" text={() => location.href} />
        </header>
        <Join trace={trace} comparison={comparison} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 @2xl:grid-cols-2">
          <SentSide detail={detail} attempt={attempt} />
          <CapturedSide capture={trace?.capture ?? null} />
        </div>
        {attempt ? <Waterfall timing={attempt.timing} /> : null}
        {comparison ? (
          <Differences comparison={comparison} sides={['Sent', 'Captured']} {...{ loadBodies }} />
        ) : null}
      </div>
    </div>
  );
}

function useBodies(sentBase64: string, captureId: string | undefined) {
  const { client } = useWorkbench();
  return useCallback(async () => {
    const captured = captureId === undefined ? null : await client.captureBody(captureId, null);
    return [bytesOfBase64(sentBase64), captured?.bytes ?? new Uint8Array()] as const;
  }, [client, sentBase64, captureId]);
}

function Join({ trace, comparison }: { trace: Trace | null; comparison: Comparison | null }) {
  return (
    <p
      className="flex flex-wrap items-center gap-x-3 rounded-card border border-line bg-panel px-4 py-2 text-body"
      role="status"
    >
      <span className="font-medium">
        {trace?.kind === 'joined'
          ? comparison === null
            ? 'Comparing…'
            : comparison.differences === 0
              ? 'Both sides are the same, byte for byte.'
              : countOf(comparison.differences, 'difference')
          : 'Sent, never captured here.'}
      </span>
      {trace?.gap_ms == null ? null : (
        <span className="tabular text-ink-2">
          {durationText(trace.gap_ms)} from send to capture
        </span>
      )}
      {trace?.joined_by ? (
        <span className="text-ink-3">
          joined by <span className="mono">{trace.joined_by}</span>
        </span>
      ) : null}
    </p>
  );
}

interface AttemptStepsProps {
  count: number;
  number: number | null;
  onChoose: (number: number) => void;
}

function AttemptSteps({ count, number, onChoose }: AttemptStepsProps) {
  const current = number ?? 1;
  const commands = useMemo(
    () =>
      ([-1, 1] as const).map((by) => ({
        id: by === 1 ? ('step.next' as const) : ('step.previous' as const),
        title: by === 1 ? 'Next attempt' : 'Previous attempt',
        run: () => onChoose(Math.min(count, Math.max(1, current + by))),
      })),
    [count, current, onChoose],
  );
  useCommands(commands);
  return (
    <span className="flex items-center gap-1">
      <Button
        look="quiet"
        aria-label="Previous attempt"
        blockedBy={current <= 1 ? 'This is the first attempt.' : undefined}
        onClick={() => onChoose(current - 1)}
      >
        ‹
      </Button>
      <span className="tabular text-body">
        attempt {current} of {count}
      </span>
      <Button
        look="quiet"
        aria-label="Next attempt"
        blockedBy={current >= count ? 'This is the last attempt.' : undefined}
        onClick={() => onChoose(current + 1)}
      >
        ›
      </Button>
    </span>
  );
}

function useComparison(
  deliveryId: string,
  attempt: number | null,
  captureId: string | undefined,
): Comparison | null {
  const { client } = useWorkbench();
  const load = useCallback(
    (key: string) => {
      const [delivery = '', number = '', capture = ''] = key.split(' ');
      return client.call('compareRequests', {
        body: {
          left: { delivery_id: delivery, attempt: Number(number) },
          right: { capture_id: capture },
        },
      });
    },
    [client],
  );
  const isJoined = attempt !== null && captureId !== undefined;
  const key = isJoined ? `${deliveryId} ${attempt} ${captureId}` : undefined;
  return useDetail(key, '', load).data;
}
