import type { InboxId, SubscriptionId } from '../contract/ids.ts';
import type { InboxRecord } from '../core/records.ts';
import { createInbox, type InboxDeps, removeInbox, restoreInbox } from './manage-inboxes.ts';
import { changeSubscription, registerSubscription } from './manage-subscriptions.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import {
  type FormerSubscriptions,
  forgetSubscription,
  restoreSubscription,
} from './restore-subscription.ts';
import type { SettingsFlow } from './settings.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';
import { getDialect } from './subscription-keys.ts';

const DEMO_PATH = '/in/demo';

export interface DemoDeps {
  readonly subscriptions: SubscriptionDeps;
  readonly inboxes: InboxDeps;
  readonly settings: Pick<SettingsFlow, 'setDemo'>;
  /** Two windows of a first start ask for it at once. A lock of its own: others are taken inside. */
  readonly oneAtATime: OneAtATime;
  /** The demo that was taken away, until this process ends. */
  readonly former: FormerSubscriptions;
  /** Our own receiver as reachable from this computer, without a trailing slash. */
  readonly receiverUrl: () => string;
}

export interface Demo {
  readonly subscriptionId: SubscriptionId;
  readonly inboxId: InboxId;
}

/**
 * Creates the demo: an inbox of our receiver and a subscription that points at it, both with the same
 * secret, so that a first event is seen signed on one side and checked on the other. One that was
 * taken away comes back as it was, with its ids and its secret.
 */
export function startDemo(deps: DemoDeps): Promise<Demo> {
  return deps.oneAtATime(() => bringDemo(deps));
}

async function bringDemo(deps: DemoDeps): Promise<Demo> {
  const inbox = findInbox(deps) ?? (await bringInbox(deps));
  const key = inbox.keys[0];
  const url = deps.receiverUrl() + DEMO_PATH;
  const before = findSubscription(deps);
  if (before) {
    const change = { url, state: 'enabled' as const };
    await changeSubscription(deps.subscriptions, before.id, change);
    await deps.settings.setDemo('on');
    return { subscriptionId: before.id, inboxId: inbox.id };
  }
  const [formerId] = deps.former.keys();
  if (formerId !== undefined && !isTaken(deps, url)) {
    await restoreSubscription(deps.subscriptions, deps.former, formerId);
    await moveDemo(deps);
    await deps.settings.setDemo('on');
    return { subscriptionId: formerId, inboxId: inbox.id };
  }
  const { record } = await registerSubscription(
    deps.subscriptions,
    {
      url,
      event_types: ['*'],
      name: 'Local inbox (demo)',
      dialect: 'standard',
      ...(key ? { secret: deps.inboxes.box.open(key.sealedSecret) } : {}),
    },
    { isDemo: true },
  );
  await deps.settings.setDemo('on');
  return { subscriptionId: record.id, inboxId: inbox.id };
}

/** Removes the demo and remembers it; what it sent and captured stays. */
export function skipDemo(deps: DemoDeps): Promise<void> {
  return deps.oneAtATime(() => dropDemo(deps));
}

async function dropDemo(deps: DemoDeps): Promise<void> {
  for (const record of deps.subscriptions.subscriptions.all()) {
    if (record.isDemo) {
      deps.former.clear();
      await forgetSubscription(deps.subscriptions, deps.former, record.id);
    }
  }
  for (const inbox of deps.inboxes.inboxes.all()) {
    if (inbox.isDemo) {
      await removeInbox(deps.inboxes, inbox.id);
    }
  }
  await deps.settings.setDemo('skipped');
}

/** At a start: our receiver may have another port than when the demo was made. */
export async function moveDemo(deps: DemoDeps): Promise<void> {
  const record = findSubscription(deps);
  const url = deps.receiverUrl() + DEMO_PATH;
  if (record && record.url !== url) {
    await changeSubscription(deps.subscriptions, record.id, { url });
  }
}

/** The one that was taken away, or a new one. */
async function bringInbox(deps: DemoDeps): Promise<InboxRecord> {
  const former = [...deps.inboxes.former.values()].findLast(
    ({ isDemo, path }) => isDemo && path === DEMO_PATH,
  );
  return former
    ? restoreInbox(deps.inboxes, former.id)
    : createInbox(deps.inboxes, newInbox(deps), true);
}

/** Somebody registered the URL of the demo meanwhile: it is theirs, with more event types. */
function isTaken(deps: DemoDeps, url: string): boolean {
  return deps.subscriptions.subscriptions.all().some((record) => record.url === url);
}

function newInbox(deps: DemoDeps) {
  const { random } = deps.inboxes;
  const key = getDialect('standard').generateKey((size) => random.bytes(size));
  return { path: DEMO_PATH, name: 'demo', dialect: 'standard', secrets: [key.secret] };
}

function findInbox(deps: DemoDeps): InboxRecord | undefined {
  return deps.inboxes.inboxes.all().find((inbox) => inbox.isDemo || inbox.path === DEMO_PATH);
}

function findSubscription(deps: DemoDeps) {
  return deps.subscriptions.subscriptions.all().find((record) => record.isDemo);
}
