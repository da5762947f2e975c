import { Download, Plus, Upload } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation, useParams, useSearch } from 'wouter';
import type { Registered, Subscription } from '../../../server/contract/subscription.ts';
import { Button } from '../../components/Button.tsx';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { useLayout } from '../list/use-layout.ts';
import { NewSubscription, SecretShownOnce } from './SubscriptionDialogs.tsx';
import { SubscriptionInspector } from './SubscriptionInspector.tsx';
import { SubscriptionList } from './SubscriptionList.tsx';
import { useSubscriptionFiles } from './use-subscription-files.ts';

/** Who gets what: every registered URL with its secret, policy and record. */
export function SubscriptionsScene() {
  const { id } = useParams<{ id?: string }>();
  const [, navigate] = useLocation();
  const { resources } = useWorkbench();
  const { data, error } = useResource(resources.subscriptions);
  const layout = useLayout('subscriptions');
  const chosen = data?.find((one) => one.id === id);
  useTitle(chosen ? `${chosen.name || chosen.url}, Subscriptions` : 'Subscriptions');
  const isUnknown = id !== undefined && data !== null && chosen === undefined;
  return (
    <>
      <SceneActions />
      <SplitPane
        listName="Subscriptions"
        share={layout.share}
        onShare={layout.setShare}
        isTurned={layout.isTurned}
        onBack={() => navigate('/subscriptions')}
        list={<ListOrState subscriptions={data} error={error} chosenId={id} />}
        inspector={
          chosen ? (
            <SubscriptionInspector key={chosen.id} subscription={chosen} />
          ) : isUnknown ? (
            <EmptyState>Subscription {id} is not here. It may have been removed.</EmptyState>
          ) : null
        }
      />
    </>
  );
}

interface ListOrStateProps {
  subscriptions: readonly Subscription[] | null;
  error: string | null;
  chosenId: string | undefined;
}

function ListOrState({ subscriptions, error, chosenId }: ListOrStateProps) {
  const { resources } = useWorkbench();
  if (subscriptions === null) {
    return error === null ? (
      <SkeletonLines />
    ) : (
      <EmptyState actions={<Button onClick={resources.subscriptions.open}>Try again</Button>}>
        The subscriptions could not be loaded. {error}
      </EmptyState>
    );
  }
  return subscriptions.length === 0 ? (
    <NoOneListens />
  ) : (
    <SubscriptionList subscriptions={subscriptions} chosenId={chosenId} />
  );
}

function NoOneListens() {
  const { client, resources } = useWorkbench();
  const [, navigate] = useLocation();
  const demo = useAct(
    useCallback(async () => {
      const { subscription_id: id } = await client.call('startDemo');
      await resources.subscriptions.reload();
      navigate(`/subscriptions/${id}`);
    }, [client, resources, navigate]),
  );
  return (
    <EmptyState
      actions={
        <>
          <Button look="primary" command="new" onClick={() => navigate('/subscriptions?new')}>
            Register URL
          </Button>
          <Button isBusy={demo.isBusy} onClick={() => demo.run()}>
            Use my local inbox
          </Button>
        </>
      }
    >
      No one is listening. Register a URL to receive events.
    </EmptyState>
  );
}

function SceneActions() {
  const [path, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const blockedBy = useBlockedBy();
  const [registered, setRegistered] = useState<Registered | null>(null);
  const files = useSubscriptionFiles();
  const open = useCallback(() => navigate(`${path}?new`, { replace: true }), [navigate, path]);
  const close = useCallback(() => navigate(path, { replace: true }), [navigate, path]);
  const commands = useMemo(
    () => [
      {
        id: 'new' as const,
        title: 'Register a URL',
        blockedBy,
        run: open,
      },
      {
        id: 'subscriptions.import' as const,
        blockedBy,
        run: files.importFile,
      },
      {
        id: 'subscriptions.export' as const,
        blockedBy,
        run: () => files.exportFile('json'),
      },
    ],
    [blockedBy, open, files],
  );
  useCommands(commands);
  return (
    <SceneHeader title="Subscriptions">
      <span className="flex-1" />
      <div className="flex flex-wrap gap-2">
        <Button icon={Upload} blockedBy={blockedBy} onClick={files.importFile}>
          Import
        </Button>
        <Menu align="end" trigger={<Button icon={Download}>Export</Button>}>
          <MenuItem onSelect={() => files.exportFile('json')}>webhooks.json</MenuItem>
          <MenuItem onSelect={() => files.exportFile('csv')}>webhooks.csv</MenuItem>
        </Menu>
        <Button look="primary" icon={Plus} command="new" blockedBy={blockedBy} onClick={open}>
          New
        </Button>
      </div>
      {search.has('new') ? (
        <NewSubscription
          url={search.get('new') ?? ''}
          onClose={close}
          onRegistered={(made) => {
            setRegistered(made);
            navigate(`/subscriptions/${made.id}`, { replace: true });
          }}
        />
      ) : null}
      {registered ? (
        <SecretShownOnce
          title="Registered. A ping is on its way."
          registered={registered}
          onClose={() => setRegistered(null)}
        />
      ) : null}
    </SceneHeader>
  );
}
