import type { z } from 'zod';
import type { deliveryRoutes } from '../../contract/control/delivery-routes.ts';
import type { DeliveryId } from '../../contract/ids.ts';
import { findDialect } from '../../core/dialects/registry.ts';
import { AppError } from '../../core/errors.ts';
import { findMemberText } from '../../core/json-source.ts';
import type { DeliveryRecord } from '../../core/records.ts';
import { plannedAttempts } from '../../core/retry.ts';
import type { DeliveryActs } from '../../flows/delivery-acts-seam.ts';
import type { Catalogue } from '../../flows/event-types.ts';
import type { Publishers } from '../../flows/publish-dummies.ts';
import { readFilter, withSubscriptionNames } from '../../flows/read-filter.ts';
import { pingSubscriptions } from '../../flows/register-ping.ts';
import type { SubscriptionDeps } from '../../flows/subscription-deps.ts';
import { type TraceDeps, traceDelivery } from '../../flows/trace.ts';
import type { ListRequest } from '../../ports.ts';
import type { Handlers } from '../bind-routes.ts';
import { invalidFields } from '../field-errors.ts';
import {
  presentDelivery,
  presentDeliveryDetail,
  presentEvent,
  presentEventDetail,
  type RowFacts,
} from '../present/present-delivery.ts';
import { listRequest } from './captures.ts';

export interface DeliveryHandlerDeps {
  readonly subscriptions: SubscriptionDeps;
  readonly acts: DeliveryActs;
  readonly catalogue: Catalogue;
  readonly publishers: Publishers;
  readonly trace: TraceDeps;
}

const SEEDS = 2 ** 32;

/** `triggerEvent` is not here: it reads its body as a stream. */
export function createDeliveryHandlers(
  deps: DeliveryHandlerDeps,
): Omit<Handlers<typeof deliveryRoutes>, 'triggerEvent'> {
  return { ...eventHandlers(deps), ...rowHandlers(deps), ...publisherHandlers(deps) };
}

function eventHandlers({ subscriptions, acts, catalogue }: DeliveryHandlerDeps) {
  const { deliveries, random } = subscriptions;
  return {
    listEvents: async ({ query }) => {
      const page = await deliveries.listEvents(listRequest(query));
      return { ...page, items: page.items.map(presentEvent) };
    },
    getEvent: async ({ params }) => {
      const event = await deliveries.findEvent(params.id);
      if (!event) {
        throw new AppError('event_not_found', 'There is no such event, or it was pruned.');
      }
      const { length } = await deliveries.deliveriesOfEvent(params.id);
      return presentEventDetail({ ...event, deliveries: length });
    },
    listEventTypes: () => ({ items: [...catalogue.all()] }),
    saveEventType: ({ params, body }) => catalogue.save(params.name, body),
    deleteEventType: async ({ params }) => {
      await catalogue.remove(params.name);
      return undefined;
    },
    generateData: ({ params, query }) => {
      const seed = query.seed ?? Math.floor(random.next() * SEEDS);
      return { data: catalogue.randomData(params.name, seed), seed };
    },
    ping: async () => {
      const { deliveryIds } = await pingSubscriptions(subscriptions);
      const message = `Ping sent to ${deliveryIds.length} webhook(s)`;
      return { message, deliveries: deliveryIds.length };
    },
    testFire: async ({ body, source }) => {
      catalogue.check([body.event], () => 'event');
      const { eventId, deliveryId } = await acts.testFire({
        url: body.url,
        subscriptionId: body.subscription_id,
        type: body.event,
        dataText: (source && findMemberText(source, 'data')) ?? 'null',
        dialect: body.dialect,
        secret: body.secret,
        headers: body.headers,
        breakIt: body.break_it,
      });
      return { event_id: eventId, delivery_id: deliveryId };
    },
  } satisfies Partial<Handlers<typeof deliveryRoutes>>;
}

function rowHandlers(deps: DeliveryHandlerDeps) {
  const { acts } = deps;
  const { deliveries } = deps.subscriptions;
  const present = (record: DeliveryRecord) =>
    presentDelivery(record, rowFacts(deps.subscriptions, record));
  return {
    listDeliveries: async ({ query }) => {
      const request = withNames(listRequest(query), deps.subscriptions.subscriptions);
      const page = await deliveries.listDeliveries(request);
      return { ...page, items: page.items.map(present) };
    },
    getDelivery: async ({ params }) => {
      const record = await deliveries.findDelivery(params.id);
      if (!record) {
        throw new AppError('delivery_not_found', 'There is no such delivery, or it was pruned.');
      }
      const [attempts, event, traces] = await Promise.all([
        deliveries.readAttempts(params.id),
        deliveries.findEvent(record.eventId),
        traceDelivery(deps.trace, params.id),
      ]);
      return presentDeliveryDetail(record, {
        ...rowFacts(deps.subscriptions, record),
        attempts,
        dataText: event?.dataText ?? 'null',
        captureIds: traces.flatMap(({ capture }) => (capture ? [capture.id] : [])),
      });
    },
    tryDeliveryNow: async ({ params }) => ({ delivery_id: await acts.tryNow(params.id) }),
    cancelDelivery: async ({ params }) => present(await acts.cancel(params.id)),
    resumeDelivery: async ({ params }) => present(await acts.resume(params.id)),
    replayDelivery: async ({ params, body }) => ({
      delivery_id: await acts.replay(params.id, body?.secret),
    }),
    replayDeliveries: ({ body }) => {
      checkChoice(body);
      return acts.replayMany({
        filter: withSubscriptionNames(
          readFilter(body.filter),
          deps.subscriptions.subscriptions.all(),
        ),
        sinceMs: body.since === undefined ? undefined : Date.parse(body.since),
        untilMs: body.until === undefined ? undefined : Date.parse(body.until),
        neverDeliveredTo: body.never_delivered_to,
        isDryRun: body.is_dry_run,
      });
    },
  } satisfies Partial<Handlers<typeof deliveryRoutes>>;
}

type Choice = z.output<typeof deliveryRoutes.replayDeliveries.body>;

/** Sending everything again is never what an empty body means. */
function checkChoice({ filter, since, until, never_delivered_to: missedBy }: Choice): void {
  const isEmpty = [filter, since, until, missedBy].every((each) => each === undefined);
  if (isEmpty) {
    const message = 'give a filter ("" matches all), since, until or never_delivered_to';
    throw invalidFields([{ path: 'filter', message }]);
  }
  if (since !== undefined && until !== undefined && Date.parse(until) < Date.parse(since)) {
    throw invalidFields([{ path: 'until', message: 'lies before since' }]);
  }
}

function publisherHandlers({ publishers }: DeliveryHandlerDeps) {
  return {
    listPublishers: () => ({ items: [...publishers.list()] }),
    startPublisher: ({ body }) => publishers.start(body),
    stopPublisher: async ({ params }) => {
      await publishers.remove(params.id);
      return undefined;
    },
  } satisfies Partial<Handlers<typeof deliveryRoutes>>;
}

type RowDeps = Pick<SubscriptionDeps, 'subscriptions'> & {
  /** Undefined until it is made: nothing waits yet. */
  readonly queue: SubscriptionDeps['queue'] | undefined;
};

/** What a row shows beside its record. */
export function rowFacts({ queue, subscriptions }: RowDeps, record: DeliveryRecord): RowFacts {
  return {
    waitsFor: queue === undefined ? null : waitsFor(queue, record),
    attemptsPlanned: attemptsPlanned(subscriptions, record),
  };
}

/** The delivery in front, where the subscription is ordered and this one is not in front itself. */
function waitsFor(queue: SubscriptionDeps['queue'], record: DeliveryRecord): DeliveryId | null {
  if (record.state !== 'pending' || record.subscriptionId === null) {
    return null;
  }
  const head = queue.headOf(record.subscriptionId);
  return head === undefined || head === record.id ? null : head;
}

function attemptsPlanned(
  subscriptions: SubscriptionDeps['subscriptions'],
  record: DeliveryRecord,
): number {
  const { subscriptionId } = record;
  const subscription = subscriptionId === null ? undefined : subscriptions.find(subscriptionId);
  if (!subscription) {
    return Math.max(1, record.attempts);
  }
  const { schedule } = subscription.policy;
  const preset = schedule.kind === 'preset' ? findDialect(schedule.dialect) : undefined;
  return plannedAttempts(subscription.policy, preset?.delivery.delaysMs ?? []);
}

/** Subscriptions are called by name: in `sub:`, and in the order of the column `to`. */
function withNames(
  request: ListRequest,
  subscriptions: DeliveryHandlerDeps['subscriptions']['subscriptions'],
): ListRequest {
  const all = subscriptions.all();
  const named = { ...request, filter: withSubscriptionNames(request.filter, all) };
  if (request.sort?.column !== 'to') {
    return named;
  }
  const names = new Map(all.map(({ id, name, url }) => [id as string, name || url]));
  return { ...named, sort: { ...request.sort, names } };
}
