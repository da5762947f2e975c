import { FileDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { EventType } from '../../../server/contract/event.ts';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { useLayout } from '../list/use-layout.ts';
import { Catalogue } from './Catalogue.tsx';
import { Composer } from './Composer.tsx';
import { ImportSpec } from './ImportSpec.tsx';
import { NewEventType } from './NewEventType.tsx';
import { Publishers } from './Publishers.tsx';

const CATALOGUE_SHARE = 0.28;

/** The catalogue, a composer that knows each type's schema, and publishers of dummy events. */
export function EventsScene() {
  // In the query and not in the path: a server takes a path with a dot for a file.
  const name = new URLSearchParams(useSearch()).get('type') ?? undefined;
  const { resources } = useWorkbench();
  const { data: types, error } = useResource(resources.eventTypes);
  const type = name === undefined ? undefined : types?.find((one) => one.name === name);
  useTitle(type ? `${type.name}, Events` : 'Events');
  return (
    <>
      <EventsHeader />
      {types === null ? (
        error === null ? (
          <SkeletonLines />
        ) : (
          <EmptyState actions={<Button onClick={resources.eventTypes.open}>Try again</Button>}>
            The catalogue could not be loaded. {error}
          </EmptyState>
        )
      ) : (
        <Panes types={types} type={type} name={name} />
      )}
    </>
  );
}

interface PanesProps {
  types: readonly EventType[];
  type: EventType | undefined;
  name: string | undefined;
}

function Panes({ types, type, name }: PanesProps) {
  const [, navigate] = useLocation();
  const layout = useLayout('events', CATALOGUE_SHARE);
  const wantsPublishers = new URLSearchParams(useSearch()).has('publish');
  return (
    <SplitPane
      listName="Events"
      share={layout.share}
      onShare={layout.setShare}
      isTurned={layout.isTurned}
      onBack={() => navigate('/events')}
      list={<Catalogue types={types} chosen={name} />}
      inspector={
        name === undefined && !wantsPublishers ? null : <EventsInspector type={type} name={name} />
      }
      placeholder={<Publishers />}
    />
  );
}

function EventsInspector({ type, name }: Omit<PanesProps, 'types'>) {
  if (name === undefined) {
    return <Publishers />;
  }
  return type ? (
    <Composer key={type.name} type={type} />
  ) : (
    <EmptyState>There is no event type {name}.</EmptyState>
  );
}

function EventsHeader() {
  const blockedBy = useBlockedBy();
  const [isMaking, setMaking] = useState(false);
  const [isImporting, setImporting] = useState(false);
  return (
    <SceneHeader title="Events">
      <span className="flex-1" />
      <div className="flex flex-wrap gap-2">
        <Button icon={Plus} blockedBy={blockedBy} onClick={() => setMaking(true)}>
          New type
        </Button>
        <Button icon={FileDown} blockedBy={blockedBy} onClick={() => setImporting(true)}>
          Import spec
        </Button>
      </div>
      {isImporting ? <ImportSpec onClose={() => setImporting(false)} /> : null}
      {isMaking ? <NewEventType onClose={() => setMaking(false)} /> : null}
    </SceneHeader>
  );
}
