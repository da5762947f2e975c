import { useCallback } from 'react';
import { Link } from 'wouter';
import type { Publisher } from '../../../server/contract/publisher.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { Button } from '../../components/Button.tsx';
import { Fact } from '../../components/Scene.tsx';
import { Status } from '../../components/Status.tsx';
import { stopPublishing } from '../../stores/stop-publishing.ts';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { countMatching } from '../../text/event-patterns.ts';
import { delayText } from '../../text/schedule-text.ts';

/** Dummy events on their way to it: each publisher with its rhythm, and the button that stops it. */
export function ScheduleFact({ subscription }: { subscription: Subscription }) {
  const { resources } = useWorkbench();
  const publishers = useResource(resources.publishers).data ?? [];
  const names = (useResource(resources.eventTypes).data ?? []).map(({ name }) => name);
  const wanted = names.filter((name) => countMatching(subscription.event_types, [name]) > 0);
  const running = publishers.filter(
    ({ is_running: isRunning, event_types: types }) =>
      isRunning && countMatching(types, wanted) > 0,
  );
  return (
    <Fact name="Schedule">
      {running.length === 0 ? (
        <>
          <Status kind="disabled">off</Status>
          <Link href="/events?publish" className="text-accent underline">
            Publish dummy events
          </Link>
        </>
      ) : (
        running.map((publisher) => <Running key={publisher.id} publisher={publisher} />)
      )}
    </Fact>
  );
}

function Running({ publisher }: { publisher: Publisher }) {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const stop = useAct(
    useCallback(() => stopPublishing(workbench, publisher), [workbench, publisher]),
  );
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Status kind="pending">on</Status>
      <span>
        <span className="mono">{publisher.event_types.join(', ')}</span> {rhythmText(publisher)}
      </span>
      <Button
        className="h-6 text-table"
        isBusy={stop.isBusy}
        blockedBy={blockedBy}
        onClick={() => stop.run()}
      >
        Stop
      </Button>
    </span>
  );
}

function rhythmText({ min_ms: minMs, max_ms: maxMs }: Publisher): string {
  return minMs === maxMs
    ? `every ${delayText(minMs)}`
    : `at random, every ${delayText(minMs)} to ${delayText(maxMs)}`;
}
