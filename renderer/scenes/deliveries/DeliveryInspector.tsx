import { CircleStop, PenLine, RotateCcw, Route } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Delivery, DeliveryDetail } from '../../../server/contract/delivery.ts';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { DeliveryMark } from '../../components/DeliveryMark.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Status } from '../../components/Status.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import { GoneText } from '../list/GoneText.tsx';
import { HiddenByFilter } from '../list/ListStates.tsx';
import { useDetail } from '../list/use-detail.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { AttemptTabs } from './AttemptTabs.tsx';
import { AttemptTimeline } from './AttemptTimeline.tsx';
import { ResignDialog } from './ResignDialog.tsx';
import { useChosenAttempt } from './use-attempt-address.ts';
import { type DeliveryActs, runAgain } from './use-delivery-acts.ts';

interface DeliveryInspectorProps {
  id: string;
  row: Delivery | undefined;
  screen: RowScreen<Delivery>;
  acts: DeliveryActs;
  nameOf: (row: Delivery) => string;
}

/** One delivery: its attempts on a line, what can be done, and one attempt in full. */
export function DeliveryInspector({ id, row, screen, acts, nameOf }: DeliveryInspectorProps) {
  const { client } = useWorkbench();
  const load = useCallback(
    (one: string) => client.call('getDelivery', { params: { id: one } }),
    [client],
  );
  const detail = useDetail(id, row ? `${row.updated_at} ${row.attempts}` : '', load);
  if (detail.error) {
    return (
      <EmptyState actions={<Button onClick={screen.clear}>Back to the list</Button>}>
        {detail.error.isMissing ? <GoneText kind="delivery" id={id} /> : detail.error.text}
      </EmptyState>
    );
  }
  const isHidden = row === undefined && detail.data !== null && screen.filter.text !== '';
  const shown = row ?? (detail.data ? rowOfDetail(detail.data) : undefined);
  return (
    <section aria-label="Delivery" data-inspector className="flex min-h-0 flex-1 flex-col bg-panel">
      {isHidden ? <HiddenByFilter screen={screen} /> : null}
      {shown ? <DeliveryHead row={shown} name={nameOf(shown)} acts={acts} /> : null}
      {detail.data ? <DeliveryBody detail={detail.data} /> : <SkeletonLines />}
    </section>
  );
}

function rowOfDetail(detail: DeliveryDetail): Delivery {
  return { ...detail, attempts: detail.attempts.length };
}

interface DeliveryHeadProps {
  row: Delivery;
  name: string;
  acts: DeliveryActs;
}

function DeliveryHead({ row, name, acts }: DeliveryHeadProps) {
  const blockedBy = useBlockedBy();
  const [, navigate] = useLocation();
  const isPending = row.state === 'pending';
  const [isResigning, setResigning] = useState(false);
  const commands = useMemo(
    () => [
      {
        id: 'replay.options' as const,
        title: 'Re-sign…',
        blockedBy,
        run: () => setResigning(true),
      },
    ],
    [blockedBy],
  );
  useCommands(commands);
  return (
    <header className="grid grid-cols-[minmax(0,1fr)] gap-1 px-3 py-2">
      <h2 className="flex min-w-0 flex-wrap items-center gap-2 text-pane font-semibold">
        <span className="tabular text-ink-3">#{row.number}</span>
        <span className="truncate">{row.event_type}</span>
        <DeliveryMark delivery={row} />
        {row.attempts > 0 && row.attempts_planned > row.attempts ? (
          <span className="tabular text-table font-normal text-ink-2">
            attempt {row.attempts} of {row.attempts_planned}
          </span>
        ) : null}
        {row.is_replay ? <Status kind="replay" /> : null}
      </h2>
      <p className="flex flex-wrap gap-x-3 text-table text-ink-2 mid:flex-nowrap mid:whitespace-nowrap">
        <span>to {name}</span>
        <span className="mono break-all text-ink-3 mid:min-w-0 mid:truncate" title={row.url}>
          {row.url}
        </span>
        <TimeText instant={row.created_at} />
      </p>
      {row.note ? <p className="text-table text-ink-2">{row.note}</p> : null}
      <div className="flex flex-wrap gap-2 pt-1">
        <Button
          icon={RotateCcw}
          command="replay"
          blockedBy={blockedBy}
          onClick={() => runAgain(row, acts)}
        >
          {isPending ? 'Try now' : 'Replay'}
        </Button>
        {isPending ? (
          <Button icon={CircleStop} blockedBy={blockedBy} onClick={() => acts.stopRetrying(row.id)}>
            Stop retrying
          </Button>
        ) : null}
        <Button
          icon={PenLine}
          command="replay.options"
          blockedBy={blockedBy}
          onClick={() => setResigning(true)}
        >
          Re-sign…
        </Button>
        <Button icon={Route} command="trace" onClick={() => navigate(`/traces/${row.id}`)}>
          Trace
        </Button>
      </div>
      {isResigning ? (
        <ResignDialog row={row} name={name} onClose={() => setResigning(false)} />
      ) : null}
    </header>
  );
}

function DeliveryBody({ detail }: { detail: DeliveryDetail }) {
  const { attempt, choose } = useChosenAttempt(detail.attempts);
  return (
    <>
      <AttemptTimeline detail={detail} chosen={attempt?.number ?? null} onChoose={choose} />
      {attempt ? (
        <AttemptTabs detail={detail} attempt={attempt} onChoose={choose} />
      ) : (
        <EmptyState>{detail.note ?? 'Not attempted yet.'}</EmptyState>
      )}
    </>
  );
}
