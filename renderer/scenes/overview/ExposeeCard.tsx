import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { Button } from '../../components/Button.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';
import { fireEvent, firePing } from '../../stores/fire.ts';
import { useAct } from '../../stores/use-act.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { shortUrl } from '../../text/host-of.ts';
import { DialectSelect } from './DialectSelect.tsx';
import { RoleCard } from './RoleCard.tsx';

const DEMO_EVENT = 'payment_received';

/** What you send: to whom, signed how, and the button that fires it. */
export function ExposeeCard() {
  const { resources } = useWorkbench();
  const subscriptions = useResource(resources.subscriptions);
  const types = useResource(resources.eventTypes);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [eventType, setEventType] = useState(DEMO_EVENT);
  const all = subscriptions.data ?? [];
  const subscription = all.find((one) => one.id === chosenId) ?? preferred(all);
  return (
    <RoleCard title="Exposee ↗" subtitle="you send" tone="exposee">
      <FactList>
        <Fact name="Subscription">
          <SubscriptionChoice {...{ all, subscription, onChoose: setChosenId }} />
        </Fact>
        <Fact name="Signs as">
          {subscription ? <DialectSelect subscription={subscription} /> : '–'}
        </Fact>
        <Fact name="Event">
          <select
            aria-label="Event type"
            value={eventType}
            onChange={(event) => setEventType(event.target.value)}
            className="mono h-7 max-w-full rounded-control border border-edge bg-panel px-1.5 text-body"
          >
            {(types.data ?? [{ name: DEMO_EVENT }]).map((type) => (
              <option key={type.name}>{type.name}</option>
            ))}
          </select>
        </Fact>
      </FactList>
      <FireButtons subscription={subscription} eventType={eventType} />
    </RoleCard>
  );
}

interface SubscriptionChoiceProps {
  all: readonly Subscription[];
  subscription: Subscription | undefined;
  onChoose: (id: string) => void;
}

function SubscriptionChoice({ all, subscription, onChoose }: SubscriptionChoiceProps) {
  if (subscription === undefined) {
    return (
      <>
        No one is listening.{' '}
        <Link href="/subscriptions?new" className="text-accent underline">
          Register URL
        </Link>
      </>
    );
  }
  if (all.length === 1) {
    return (
      <>
        <Link href={`/subscriptions/${subscription.id}`} className="font-medium underline">
          {nameOf(subscription)}
        </Link>
        <span className="mono truncate text-table text-ink-3" title={subscription.url}>
          {shortUrl(subscription.url)}
        </span>
      </>
    );
  }
  return (
    <select
      aria-label="Subscription"
      value={subscription.id}
      onChange={(event) => onChoose(event.target.value)}
      className="h-7 max-w-full rounded-control border border-edge bg-panel px-1.5 text-body"
    >
      {all.map((one) => (
        <option key={one.id} value={one.id}>
          {nameOf(one)}
        </option>
      ))}
    </select>
  );
}

interface FireButtonsProps {
  subscription: Subscription | undefined;
  eventType: string;
}

function FireButtons({ subscription, eventType }: FireButtonsProps) {
  const workbench = useWorkbench();
  const lostReason = useBlockedBy();
  const subscriptionId = subscription?.id;
  const blockedBy = lostReason ?? (subscriptionId ? undefined : 'Register a URL first.');
  const fire = useAct(
    useCallback(
      () => fireEvent(workbench, { eventType, subscriptionId }),
      [workbench, eventType, subscriptionId],
    ),
  );
  const ping = useAct(
    useCallback(() => firePing(workbench, subscriptionId ?? ''), [workbench, subscriptionId]),
  );
  const commands = useMemo(
    () => [
      {
        id: 'fire' as const,
        title: `Fire ${eventType}`,
        blockedBy,
        run: fire.run,
      },
    ],
    [eventType, blockedBy, fire.run],
  );
  useCommands(commands);
  const button = useFocusOnFirstRun(subscription?.is_demo === true);
  return (
    <div ref={button} className="mt-4 flex flex-wrap gap-2">
      <Button
        look="primary"
        keys="enter"
        isBusy={fire.isBusy}
        blockedBy={blockedBy}
        onClick={() => fire.run()}
      >
        Fire {eventType}
      </Button>
      <Button isBusy={ping.isBusy} blockedBy={blockedBy} onClick={() => ping.run()}>
        Ping
      </Button>
    </div>
  );
}

/** With the demo in place, ⏎ alone fires: the button has focus unless the person went elsewhere. */
function useFocusOnFirstRun(isDemo: boolean) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isDemo && (document.activeElement === document.body || document.activeElement === null)) {
      box.current?.querySelector('button')?.focus({ preventScroll: true });
    }
  }, [isDemo]);
  return box;
}

function preferred(all: readonly Subscription[]): Subscription | undefined {
  return all.find((one) => one.is_demo) ?? all[0];
}

function nameOf(subscription: Subscription): string {
  const name = subscription.name || shortUrl(subscription.url);
  return subscription.is_demo && !/demo/i.test(name) ? `${name} (demo)` : name;
}
