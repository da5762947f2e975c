import { type KeyboardEvent, useState } from 'react';
import { Link } from 'wouter';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { SearchBox } from '../../components/SearchBox.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { shortUrl } from '../../text/host-of.ts';

interface SubscriptionListProps {
  subscriptions: readonly Subscription[];
  chosenId: string | undefined;
}

/** Name, URL and how it fares. */
export function SubscriptionList({ subscriptions, chosenId }: SubscriptionListProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = subscriptions.filter((one) =>
    `${one.name} ${one.url} ${one.dialect} ${one.event_types.join(' ')}`
      .toLowerCase()
      .includes(wanted),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="border-b border-line px-3 py-1.5">
        <SearchBox
          label="Filter subscriptions"
          placeholder="Filter by name, URL, dialect or event type"
          text={text}
          onText={setText}
        />
      </div>
      <ul
        aria-label="Subscriptions"
        onKeyDown={moveFocus}
        className="min-h-0 flex-1 overflow-y-auto p-1"
      >
        {shown.map((one) => (
          <li key={one.id}>
            <SubscriptionLink subscription={one} isChosen={one.id === chosenId} />
          </li>
        ))}
      </ul>
      {shown.length === 0 ? (
        <p className="p-4 text-center text-body text-ink-2" role="status">
          No match among {subscriptions.length} subscriptions.
        </p>
      ) : null}
    </div>
  );
}

interface SubscriptionLinkProps {
  subscription: Subscription;
  isChosen: boolean;
}

function SubscriptionLink({ subscription, isChosen }: SubscriptionLinkProps) {
  const { kind, text } = healthOf(subscription);
  return (
    <Link
      href={`/subscriptions/${subscription.id}`}
      aria-current={isChosen ? 'true' : undefined}
      className="ring-inside grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 rounded-control px-2.5 py-1.5 hover:bg-raised aria-[current=true]:bg-selected aria-[current=true]:shadow-[inset_3px_0_0_var(--accent)]"
    >
      <span className="truncate text-body font-medium">
        {subscription.name || shortUrl(subscription.url)}
        {subscription.is_demo ? <span className="ml-2 text-caption text-ink-3">demo</span> : null}
      </span>
      <Status kind={kind} isPlain>
        {text}
      </Status>
      <span className="mono col-span-2 truncate text-table text-ink-3" title={subscription.url}>
        {subscription.url}
      </span>
    </Link>
  );
}

interface Health {
  kind: StatusKind;
  text: string;
}

/** One mark that says how a subscription fares. */
function healthOf(subscription: Subscription): Health {
  const { counts, state } = subscription;
  if (state !== 'enabled') {
    return { kind: 'disabled', text: state };
  }
  if (subscription.failing_since !== null) {
    // What still waits for its next try fails too; a failed one has spent its tries.
    return { kind: 'failed', text: `${counts.failed + counts.pending} failing` };
  }
  const settled = counts.delivered + counts.failed;
  if (settled === 0) {
    return { kind: 'pending', text: 'nothing sent yet' };
  }
  const share = Math.floor((counts.delivered / settled) * 1000) / 10;
  return { kind: 'delivered', text: `${share} %` };
}

/** Arrow keys go from one entry to the next. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) {
    return;
  }
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a')];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
