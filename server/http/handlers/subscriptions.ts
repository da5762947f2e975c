import type { subscriptionRoutes } from '../../contract/control/subscription-routes.ts';
import type { SubscriptionId } from '../../contract/ids.ts';
import type { Subscription } from '../../contract/subscription.ts';
import type { SubscriptionRecord } from '../../core/records.ts';
import type { DeliveryActs } from '../../flows/delivery-acts-seam.ts';
import { exportSubscriptions } from '../../flows/export-subscriptions.ts';
import { importSubscriptions } from '../../flows/import-subscriptions.ts';
import {
  changeSubscription,
  getSubscription,
  registerSubscription,
  revealSecret,
  rotateSecret,
} from '../../flows/manage-subscriptions.ts';
import { readFilter } from '../../flows/read-filter.ts';
import { pingSubscriptions } from '../../flows/register-ping.ts';
import {
  type FormerSubscriptions,
  forgetSubscription,
  restoreSubscription,
} from '../../flows/restore-subscription.ts';
import type { SubscriptionDeps } from '../../flows/subscription-deps.ts';
import { type Handlers, RawAnswer } from '../bind-routes.ts';
import { pageOfRecords } from '../page-of-records.ts';
import { presentSubscription } from '../present/present-subscription.ts';
import { fitsSubscriptionFilter } from '../subscription-filter.ts';
import { registered } from './exposee.ts';

export interface SubscriptionHandlerDeps {
  readonly subscriptions: SubscriptionDeps;
  readonly acts: Pick<DeliveryActs, 'replayMany'>;
}

/** The person at this computer may see every secret. */
const MAY_KNOW = true;

export function createSubscriptionHandlers({
  subscriptions: deps,
  acts,
}: SubscriptionHandlerDeps): Handlers<typeof subscriptionRoutes> {
  const former: FormerSubscriptions = new Map();
  async function present(record: SubscriptionRecord): Promise<Subscription> {
    const counts = await deps.deliveries.countsOf(record.id);
    return presentSubscription(record, counts, deps.clock.now());
  }
  return {
    listSubscriptions: async ({ query }) => {
      const filter = readFilter(query.filter);
      const fitting = newestFirst(deps).filter((record) => fitsSubscriptionFilter(record, filter));
      const page = pageOfRecords(fitting, query);
      return { ...page, items: await Promise.all(page.items.map(present)) };
    },
    createSubscription: async ({ body }) =>
      registered(await registerSubscription(deps, body), body.event_types, MAY_KNOW),
    getSubscription: ({ params }) => present(getSubscription(deps, params.id)),
    changeSubscription: async ({ params, body }) =>
      present(await changeSubscription(deps, params.id, body)),
    deleteSubscription: async ({ params }) => {
      await forgetSubscription(deps, former, params.id);
      return undefined;
    },
    restoreSubscription: async ({ params }) => {
      const { record, resumed } = await restoreSubscription(deps, former, params.id);
      return { subscription: await present(record), resumed };
    },
    pingSubscription: async ({ params }) => {
      getSubscription(deps, params.id);
      const { eventId, deliveryIds } = await pingSubscriptions(deps, [params.id]);
      return { event_id: eventId, delivery_id: deliveryIds[0] ?? '' };
    },
    rotateSecret: async ({ params, body }) => {
      const done = await rotateSecret(deps, params.id, body);
      return registered(done, done.record.eventTypes, MAY_KNOW);
    },
    revealSecret: ({ params }) => {
      const { secret, publicKey = null } = revealSecret(deps, params.id);
      return { secret, public_key: publicKey };
    },
    resumeSubscription: async ({ params, body }) => {
      const record = await changeSubscription(deps, params.id, { state: 'enabled' });
      const replayed = body.send_missed ? await replayMissed(acts, params.id) : 0;
      return { subscription: await present(record), replayed };
    },
    exportSubscriptions: ({ params: { format } }) =>
      new RawAnswer(
        format === 'json' ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8',
        exportSubscriptions(deps.subscriptions, format),
        { headers: { 'Content-Disposition': `attachment; filename="webhooks.${format}"` } },
      ),
    importSubscriptions: ({ body }) => importSubscriptions(deps, body.format, body.text),
  };
}

async function replayMissed(acts: Pick<DeliveryActs, 'replayMany'>, id: SubscriptionId) {
  const { replayed } = await acts.replayMany({ neverDeliveredTo: id, isDryRun: false });
  return replayed;
}

function newestFirst(deps: SubscriptionDeps): SubscriptionRecord[] {
  return [...deps.subscriptions.all()].sort((a, b) => b.createdAtMs - a.createdAtMs);
}
