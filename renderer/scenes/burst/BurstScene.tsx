import { Link, useParams, useSearch } from 'wouter';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { BurstComparison } from './BurstComparison.tsx';
import { BurstFailures } from './BurstFailures.tsx';
import { BurstFigures } from './BurstFigures.tsx';
import { BurstForm } from './BurstForm.tsx';
import { BurstRates } from './BurstRates.tsx';
import { FinishedBursts } from './FinishedBursts.tsx';
import { useBurst } from './use-burst.ts';

/** Many events at a rate: start, watch, stop, and what came of earlier ones. */
export function BurstScene() {
  useTitle('Burst');
  const { id } = useParams<{ id?: string }>();
  const otherId = new URLSearchParams(useSearch()).get('with');
  const { resources } = useWorkbench();
  const { data: bursts } = useResource(resources.bursts);
  const types = useResource(resources.eventTypes).data;
  const subscriptions = useResource(resources.subscriptions).data;
  const shownId = id ?? bursts?.[0]?.id;
  // The form starts with the receiver's address.
  const { status } = useResource(resources.state);
  const hasAddress = status === 'ready' || status === 'failed';
  const isReady = bursts !== null && types !== null && subscriptions !== null && hasAddress;
  return (
    <>
      <SceneHeader title="Burst" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-320 grid-cols-[minmax(0,1fr)] gap-4 p-4">
          {isReady ? (
            <>
              <BurstForm
                types={types}
                subscriptions={subscriptions}
                running={bursts.find(({ state }) => state === 'sending' || state === 'waiting')}
              />
              {shownId === undefined ? (
                <section className="rounded-card border border-line bg-panel">
                  <EmptyState>
                    No burst yet. Start one to see what your endpoint does under load.
                  </EmptyState>
                </section>
              ) : otherId === null ? (
                <ShownBurst id={shownId} version={bursts} />
              ) : (
                <BurstComparison leftId={otherId} rightId={shownId} version={bursts} />
              )}
              <FinishedBursts bursts={bursts} shownId={shownId} otherId={otherId} />
            </>
          ) : (
            <SkeletonLines />
          )}
        </div>
      </div>
    </>
  );
}

/** `version` changes whenever the server says that there is news. */
function ShownBurst({ id, version }: { id: string; version: unknown }) {
  const burst = useBurst(id, version);
  if (burst === undefined) {
    return (
      <EmptyState actions={<Link href="/burst">Show the last one</Link>}>
        Burst {id} is not stored here. The last 50 are.
      </EmptyState>
    );
  }
  if (burst === null) {
    return <SkeletonLines />;
  }
  return (
    <section
      aria-label={`Burst of ${burst.event_type}`}
      className="rounded-card border border-line bg-panel"
    >
      <BurstFigures burst={burst} />
      <BurstRates burst={burst} />
      <BurstFailures burst={burst} />
    </section>
  );
}
