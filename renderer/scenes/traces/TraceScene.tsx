import { ArrowLeft } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Comparison, Trace } from '../../../server/contract/exchange.ts';
import { countOf, durationText } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { useDetail } from '../list/use-detail.ts';
import { TraceDifferences } from './TraceDifferences.tsx';
import { CapturedSide, SentSide } from './TraceSides.tsx';

/** One event on both sides: what was sent, what was captured, and every byte that differs. */
export function TraceScene() {
  const { id = '' } = useParams<{ id: string }>();
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
  const { data, error } = useDetail(id, '', load);
  useTitle(data ? `#${data.detail.number} ${data.detail.event_type}, Trace` : 'Trace');
  if (error) {
    return (
      <>
        <SceneHeader title="Trace" />
        <EmptyState>
          {error.isMissing
            ? `Delivery ${id} is not stored here. It may have been deleted.`
            : error.text}
        </EmptyState>
      </>
    );
  }
  return data ? <TraceView {...data} /> : <SkeletonLines />;
}

type TraceViewProps = {
  detail: Parameters<typeof SentSide>[0]['detail'];
  traces: readonly Trace[];
};

function TraceView({ detail, traces }: TraceViewProps) {
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<number | null>(null);
  const number = chosen ?? detail.attempts.at(-1)?.number ?? null;
  const attempt = detail.attempts.find((one) => one.number === number) ?? null;
  const trace = traces.find((one) => one.attempt === number) ?? traces.at(-1) ?? null;
  const comparison = useComparison(detail.id, number, trace?.capture?.id);
  return (
    <>
      <SceneHeader title="Trace">
        <span className="text-body text-ink-2">
          #{detail.number} {detail.event_type}
        </span>
        <span className="flex-1" />
        {detail.attempts.length > 1 ? (
          <AttemptSteps count={detail.attempts.length} {...{ number, onChoose: setChosen }} />
        ) : null}
        <CopyButton label="Copy link" text={() => location.href} />
        <Button icon={ArrowLeft} onClick={() => navigate(`/deliveries/${detail.id}`)}>
          Delivery
        </Button>
      </SceneHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-360 gap-4 p-4">
          <Join trace={trace} comparison={comparison} />
          <div className="grid gap-4 mid:grid-cols-2">
            <SentSide detail={detail} attempt={attempt} />
            <CapturedSide capture={trace?.capture ?? null} />
          </div>
          {comparison ? <TraceDifferences comparison={comparison} /> : null}
        </div>
      </div>
    </>
  );
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
