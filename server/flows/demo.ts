import type { InboxId, SubscriptionId } from '../contract/ids.ts';
import type { InboxRecord } from '../core/records.ts';
import { createInbox, type InboxDeps, removeInbox } from './manage-inboxes.ts';
import {
  changeSubscription,
  registerSubscription,
  removeSubscription,
} from './manage-subscriptions.ts';
import type { SettingsFlow } from './settings.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';
import { getDialect } from './subscription-keys.ts';

const DEMO_PATH = '/in/demo';

export interface DemoDeps {
  readonly subscriptions: SubscriptionDeps;
  readonly inboxes: InboxDeps;
  readonly settings: Pick<SettingsFlow, 'setDemo'>;
  /** Our own receiver as reachable from this computer, without a trailing slash. */
  readonly receiverUrl: () => string;
}

/**
 * Creates or restores the demo: an inbox of our receiver and a subscription that points at it, both
 * with the same secret, so that a first event is seen signed on one side and checked on the other.
 */
export async function startDemo(
  deps: DemoDeps,
): Promise<{ subscriptionId: SubscriptionId; inboxId: InboxId }> {
  const inbox = findInbox(deps) ?? (await createInbox(deps.inboxes, newInbox(deps), true));
  const key = inbox.keys[0];
  const url = deps.receiverUrl() + DEMO_PATH;
  const before = findSubscription(deps);
  if (before) {
    const change = { url, state: 'enabled' as const };
    await changeSubscription(deps.subscriptions, before.id, change);
    await deps.settings.setDemo('on');
    return { subscriptionId: before.id, inboxId: inbox.id };
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

/** Removes the demo; what it sent and captured stays. */
export async function skipDemo(deps: DemoDeps): Promise<void> {
  for (const record of deps.subscriptions.subscriptions.all()) {
    if (record.isDemo) {
      await removeSubscription(deps.subscriptions, record.id);
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
