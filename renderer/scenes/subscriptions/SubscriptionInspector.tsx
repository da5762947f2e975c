import { Pencil, Trash2 } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { quoteFilterValue } from '../../../server/contract/filter.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button, IconButton } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { fireEvent, firePing } from '../../stores/fire.ts';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { countText } from '../../text/amount-text.ts';
import { countMatching } from '../../text/event-patterns.ts';
import { shortUrl } from '../../text/host-of.ts';
import { LastDeliveries } from './LastDeliveries.tsx';
import { LeftText } from './LeftText.tsx';
import { PolicyFacts } from './PolicyFacts.tsx';
import { ReplayMissed } from './ReplayMissed.tsx';
import { ScheduleFact } from './ScheduleFact.tsx';
import { SecretFact } from './SecretFact.tsx';
import { StateSelect } from './StateSelect.tsx';
import { EditSubscription } from './SubscriptionDialogs.tsx';

/** One subscription: what it gets, how it is signed, how it fares, and the buttons that test it. */
export function SubscriptionInspector({ subscription }: { subscription: Subscription }) {
  const [isEditing, setEditing] = useState(false);
  return (
    <section
      aria-label="Subscription"
      data-inspector
      className="min-h-0 flex-1 overflow-y-auto bg-panel"
    >
      <Head subscription={subscription} onEdit={() => setEditing(true)} />
      <Story subscription={subscription} />
      <div className="grid gap-6 p-4">
        <Facts subscription={subscription} />
        <LastDeliveries subscription={subscription} />
      </div>
      {isEditing ? (
        <EditSubscription subscription={subscription} onClose={() => setEditing(false)} />
      ) : null}
    </section>
  );
}

interface HeadProps {
  subscription: Subscription;
  onEdit: () => void;
}

function Head({ subscription, onEdit }: HeadProps) {
  const blockedBy = useBlockedBy();
  const acts = useSubscriptionActs(subscription);
  const commands = useMemo(
    () => [
      {
        id: 'fire' as const,
        title: 'Fire a sample at this subscription',
        blockedBy,
        run: acts.fire.run,
      },
    ],
    [blockedBy, acts.fire.run],
  );
  useCommands(commands);
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <h2
        title={subscription.name || subscription.url}
        className="min-w-0 flex-1 basis-24 truncate text-pane max-sm:basis-full font-semibold"
      >
        {subscription.name || shortUrl(subscription.url)}
      </h2>
      <StateSelect subscription={subscription} />
      <Button
        look="primary"
        command="fire"
        isBusy={acts.fire.isBusy}
        blockedBy={blockedBy}
        onClick={() => acts.fire.run()}
      >
        Fire
      </Button>
      <Button isBusy={acts.ping.isBusy} blockedBy={blockedBy} onClick={() => acts.ping.run()}>
        Ping
      </Button>
      <IconButton label="Edit" icon={Pencil} blockedBy={blockedBy} onClick={onEdit} />
      <IconButton
        label="Remove"
        icon={Trash2}
        blockedBy={blockedBy}
        onClick={() => acts.remove.run()}
      />
    </header>
  );
}

function useSubscriptionActs(subscription: Subscription) {
  const workbench = useWorkbench();
  const [, navigate] = useLocation();
  const { id } = subscription;
  const eventType = useSampleType(subscription);
  const fire = useAct(
    useCallback(
      () => fireEvent(workbench, { eventType, subscriptionId: id }),
      [workbench, eventType, id],
    ),
  );
  const ping = useAct(useCallback(() => firePing(workbench, id), [workbench, id]));
  const remove = useAct(
    useCallback(async () => {
      await removeSubscription(workbench, subscription, navigate);
      navigate('/subscriptions');
    }, [workbench, subscription, navigate]),
  );
  return { fire, ping, remove };
}

/** The first known type that the subscription takes. */
function useSampleType({ event_types: patterns }: Subscription): string {
  const { resources } = useWorkbench();
  const types = useResource(resources.eventTypes).data ?? [];
  const found = types.find((type) => countMatching(patterns, [type.name]) > 0);
  return found?.name ?? 'payment_received';
}

/** Undo puts the very subscription back, with its id, state and secrets, and what waited for it. */
async function removeSubscription(
  { client, resources, undo }: ReturnType<typeof useWorkbench>,
  { id, name }: Subscription,
  navigate: (path: string) => void,
): Promise<void> {
  const params = { id };
  let resumed = 0;
  await undo.perform({
    text: `Removed ${name || 'the subscription'}.`,
    undo: async () => {
      ({ resumed } = await client.call('restoreSubscription', { params }));
      await resources.subscriptions.reload();
      // Only where nothing else is looked at by now.
      if (location.pathname === '/subscriptions') {
        navigate(`/subscriptions/${id}`);
      }
    },
    undoneText: () => `Restored ${name || 'the subscription'}.${waitingText(resumed)}`,
    redo: async () => {
      await client.call('deleteSubscription', { params });
      await resources.subscriptions.reload();
    },
  });
}

function waitingText(count: number): string {
  if (count === 0) {
    return '';
  }
  return count === 1 ? ' 1 delivery waits again.' : ` ${countText(count)} deliveries wait again.`;
}

/** Why it gets nothing, or will soon get nothing, and the way back. */
function Story({ subscription }: { subscription: Subscription }) {
  const { client, resources, notices } = useWorkbench();
  const { id, disabled, failing_since: failingSince, disables_at: disablesAt } = subscription;
  const resume = useAct(
    useCallback(
      async (sendMissed: boolean) => {
        const { replayed } = await client.call('resumeSubscription', {
          params: { id },
          body: { send_missed: sendMissed },
        });
        await resources.subscriptions.reload();
        notices.show(sendMissed ? `Enabled. Sending ${replayed} missed events.` : 'Enabled.');
      },
      [client, resources, notices, id],
    ),
  );
  if (disabled !== null) {
    return (
      <Banner
        tone="warn"
        actions={
          <>
            <Button onClick={() => resume.run(false)}>Enable</Button>
            <Button onClick={() => resume.run(true)}>Enable and send what it missed</Button>
          </>
        }
      >
        Disabled <TimeText instant={disabled.at} hasDay />. {disabled.text}
      </Banner>
    );
  }
  return failingSince === null ? null : (
    <Banner tone="warn">
      Failing since <TimeText instant={failingSince} hasDay />.{' '}
      {disablesAt === null ? (
        'It is never disabled for failing.'
      ) : (
        <>
          Disabled <LeftText instant={disablesAt} />, on <TimeText instant={disablesAt} hasDay />,
          unless one attempt succeeds.
        </>
      )}
    </Banner>
  );
}

function MissedButton({ subscription }: { subscription: Subscription }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        look="quiet"
        className="-ml-2.5 forced-colors:ml-0 h-6 text-table"
        onClick={() => setOpen(true)}
      >
        Replay what it never got…
      </Button>
      {isOpen ? <ReplayMissed subscription={subscription} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Facts({ subscription }: { subscription: Subscription }) {
  const { resources } = useWorkbench();
  const types = useResource(resources.eventTypes).data ?? [];
  const dialects = useResource(resources.dialects).data ?? [];
  const { event_types: patterns } = subscription;
  const matching = countMatching(
    patterns,
    types.map((type) => type.name),
  );
  return (
    <FactList>
      <Fact name="URL">
        <span className="flex min-w-0 items-start gap-x-2">
          <span className="mono min-w-0 leading-6 break-all">{subscription.url}</span>
          <CopyButton label="Copy URL" text={subscription.url} />
        </span>
      </Fact>
      <Fact name="Events">
        <span className="mono">{patterns.join(', ')}</span>
        <span className="text-table text-ink-3">
          {matching} of {types.length} types
        </span>
      </Fact>
      <Fact name="Dialect">
        {dialects.find((one) => one.id === subscription.dialect)?.name ?? subscription.dialect}
      </Fact>
      {subscription.confirmation === null ? null : (
        <Fact name="Confirmed">
          {subscription.confirmation.is_confirmed ? 'Yes.' : 'No.'} {subscription.confirmation.text}
        </Fact>
      )}
      <SecretFact subscription={subscription} />
      <PolicyFacts subscription={subscription} />
      <ScheduleFact subscription={subscription} />
      <Fact name="Registered">
        <TimeText instant={subscription.created_at} hasDay />
      </Fact>
      <Fact name="Deliveries">
        <span className="tabular">
          {subscription.counts.delivered} delivered, {subscription.counts.failed} failed,{' '}
          {subscription.counts.pending} pending
        </span>
        <Link
          href={`/deliveries?filter=${encodeURIComponent(`sub:${quoteFilterValue(subscription.id)}`)}`}
          className="text-accent underline"
        >
          Show
        </Link>
        <MissedButton subscription={subscription} />
      </Fact>
    </FactList>
  );
}
