import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Route, Switch } from 'wouter';
import { useStore } from 'zustand';
import { TooltipProvider } from './components/Tooltip.tsx';
import type { Connection, ConnectOutcome, Platform } from './platform/types.ts';
import { NotFound } from './scenes/NotFound.tsx';
import { OverviewScene } from './scenes/overview/OverviewScene.tsx';
import { Shell } from './shell/Shell.tsx';
import { ShownKeysProvider } from './shell/ShownKeysProvider.tsx';
import { TokenPage } from './shell/TokenPage.tsx';
import { useWorkbench, WorkbenchContext } from './stores/use-workbench.ts';
import { createWorkbench } from './stores/workbench.ts';

const InboxScene = lazy(async () => ({
  default: (await import('./scenes/inbox/InboxScene.tsx')).InboxScene,
}));

const SubscriptionsScene = lazy(async () => ({
  default: (await import('./scenes/subscriptions/SubscriptionsScene.tsx')).SubscriptionsScene,
}));
const EventsScene = lazy(async () => ({
  default: (await import('./scenes/events/EventsScene.tsx')).EventsScene,
}));
const DeliveriesScene = lazy(async () => ({
  default: (await import('./scenes/deliveries/DeliveriesScene.tsx')).DeliveriesScene,
}));
const BurstScene = lazy(async () => ({
  default: (await import('./scenes/burst/BurstScene.tsx')).BurstScene,
}));
const DocsScene = lazy(async () => ({
  default: (await import('./scenes/docs/DocsScene.tsx')).DocsScene,
}));
const SettingsScene = lazy(async () => ({
  default: (await import('./scenes/settings/SettingsScene.tsx')).SettingsScene,
}));
const RulesScene = lazy(async () => ({
  default: (await import('./scenes/rules/RulesScene.tsx')).RulesScene,
}));
const CompareScene = lazy(async () => ({
  default: (await import('./scenes/compare/CompareScene.tsx')).CompareScene,
}));
const TracesScene = lazy(async () => ({
  default: (await import('./scenes/traces/TracesScene.tsx')).TracesScene,
}));

/** Finds a server, or asks for its token; then the workbench. */
export function App({ platform }: { platform: Platform }) {
  const [outcome, setOutcome] = useState<ConnectOutcome | null>(null);
  useEffect(() => {
    platform
      .connect()
      .then(setOutcome)
      .catch((error: unknown) => {
        console.error('No connection:', error);
        setOutcome({ kind: 'needs_token', because: 'unreachable' });
      });
  }, [platform]);
  if (outcome === null) {
    return null;
  }
  if (outcome.kind === 'needs_token') {
    return (
      <TokenPage
        platform={platform}
        because={outcome.because}
        onConnected={(connection) => setOutcome({ kind: 'connected', connection })}
      />
    );
  }
  return (
    <ConnectedApp
      platform={platform}
      connection={outcome.connection}
      onRefused={() => {
        platform.forgetToken();
        setOutcome({ kind: 'needs_token', because: 'refused' });
      }}
    />
  );
}

interface ConnectedAppProps {
  platform: Platform;
  connection: Connection;
  onRefused: () => void;
}

function ConnectedApp({ platform, connection, onRefused }: ConnectedAppProps) {
  const workbench = useMemo(() => createWorkbench(platform, connection), [platform, connection]);
  return (
    <WorkbenchContext value={workbench}>
      <ShownKeysProvider>
        <TooltipProvider>
          <RefusalWatch onRefused={onRefused} />
          <Shell>
            <Suspense fallback={null}>
              <Scenes />
            </Suspense>
          </Shell>
        </TooltipProvider>
      </ShownKeysProvider>
    </WorkbenchContext>
  );
}

/** A token that the server no longer takes, after its restart for instance, is asked for anew. */
function RefusalWatch({ onRefused }: { onRefused: () => void }) {
  const { link } = useWorkbench();
  const isRefused = useStore(link, ({ live }) => live.kind === 'lost' && live.isRefused);
  useEffect(() => {
    if (isRefused) {
      onRefused();
    }
  }, [isRefused, onRefused]);
  return null;
}

function Scenes() {
  return (
    <Switch>
      <Route path="/" component={OverviewScene} />
      <Route path="/subscriptions/:id?" component={SubscriptionsScene} />
      <Route path="/events" component={EventsScene} />
      <Route path="/deliveries/:id?" component={DeliveriesScene} />
      <Route path="/traces/:id?" component={TracesScene} />
      <Route path="/inbox/:id?" component={InboxScene} />
      <Route path="/rules/:id?" component={RulesScene} />
      <Route path="/compare" component={CompareScene} />
      <Route path="/burst/:id?" component={BurstScene} />
      <Route path="/docs/:chapter?" component={DocsScene} />
      <Route path="/settings/:section?" component={SettingsScene} />
      <Route component={NotFound} />
    </Switch>
  );
}
