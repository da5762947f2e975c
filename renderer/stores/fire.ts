import type { Delivery } from '../../server/contract/delivery.ts';
import type { Subscription } from '../../server/contract/subscription.ts';
import { durationText } from '../text/amount-text.ts';
import { shortUrl } from '../text/host-of.ts';
import type { Workbench } from './workbench.ts';

/** How long the outcome of a fired event is waited for before it is no news any more. */
const NEWS_MS = 20_000;

export interface FireOrder {
  eventType: string;
  /** JSON text, sent as written; the type's sample if left out. */
  dataText?: string;
  /** All that match if left out. */
  subscriptionId?: string | undefined;
}

/** Publishes one event and says, once it is known, how it went. Answers the event's id. */
export async function fireEvent(workbench: Workbench, order: FireOrder): Promise<string> {
  const { client } = workbench;
  const dataText = order.dataText ?? JSON.stringify(await sampleOf(workbench, order.eventType));
  const head = JSON.stringify({
    event: order.eventType,
    ...(order.subscriptionId ? { subscription_id: order.subscriptionId } : {}),
  });
  const { event_id: eventId, deliveries } = await client.callWithText(
    'triggerEvent',
    `${head.slice(0, -1)},"data":${dataText}}`,
  );
  tellFate(workbench, { ...order, eventId, deliveries });
  return eventId;
}

/** Delivers a ping to one subscription and says, once it is known, how it went. */
export async function firePing(workbench: Workbench, subscriptionId: string): Promise<void> {
  const { event_id: eventId, delivery_id: deliveryId } = await workbench.client.call(
    'pingSubscription',
    { params: { id: subscriptionId } },
  );
  const deliveries = deliveryId === '' ? 0 : 1;
  tellFate(workbench, { eventType: 'ping', subscriptionId, eventId, deliveries });
}

interface FiredEvent extends Pick<FireOrder, 'eventType' | 'subscriptionId'> {
  eventId: string;
  deliveries: number;
}

/** What is sent has an outcome; what is not has a reason. */
export function tellFate(workbench: Workbench, fired: FiredEvent): void {
  const all = workbench.resources.subscriptions.store.getState().data ?? [];
  const reason = whyUnsent(
    fired,
    all.find(({ id }) => id === fired.subscriptionId),
  );
  if (reason === null) {
    tellOutcome(workbench, fired.eventId);
  } else {
    workbench.notices.show(reason, { tone: 'failed' });
  }
}

function whyUnsent(
  { eventType, deliveries }: FiredEvent,
  subscription: Subscription | undefined,
): string | null {
  const name = subscription && (subscription.name || shortUrl(subscription.url));
  if (deliveries > 0) {
    return subscription?.state === 'paused' ? `${name} is paused: ${eventType} waits.` : null;
  }
  if (subscription?.state === 'disabled') {
    return `${name} is disabled: ${eventType} was stored, not sent.`;
  }
  return subscription
    ? `${name} does not take this ${eventType}: stored, not sent.`
    : `${eventType} was stored, but no subscription wants it.`;
}

/** Fires the type of the newest event once more, with its sample. */
export function fireLast(workbench: Workbench): void {
  const { ids, rows } = workbench.recentDeliveries.store.getState();
  const last = ids.map((id) => rows.get(id)).find((row) => row && !row.is_replay);
  if (last === undefined) {
    workbench.notices.show('No event has been fired yet.', { tone: 'failed' });
    return;
  }
  fireEvent(workbench, { eventType: last.event_type }).catch(workbench.notices.refuse);
}

async function sampleOf({ resources }: Workbench, eventType: string): Promise<unknown> {
  if (resources.eventTypes.store.getState().data === null) {
    await resources.eventTypes.reload();
  }
  const types = resources.eventTypes.store.getState().data ?? [];
  return types.find((type) => type.name === eventType)?.sample ?? {};
}

/** Waits until the first delivery of the event was attempted; it may have been already. */
function tellOutcome(workbench: Workbench, eventId: string): void {
  const { store } = workbench.recentDeliveries;
  const timer = setTimeout(() => stop(), NEWS_MS);
  const stop = store.subscribe(look);
  look();

  function look(): void {
    const { ids, rows } = store.getState();
    const delivery = ids.map((id) => rows.get(id)).find((row) => isAttempted(row, eventId));
    if (delivery) {
      clearTimeout(timer);
      stop();
      workbench.notices.show(outcomeSentence(delivery), {
        tone: delivery.state === 'delivered' ? 'done' : 'failed',
        spoken: spokenOutcome(delivery, workbench),
      });
      // Its counts, which else follow a while after the rows.
      workbench.resources.subscriptions.changed();
    }
  }
}

/** "order.created delivered, status 200, 38 milliseconds, signature valid." */
function spokenOutcome(delivery: Delivery, { recentCaptures }: Workbench): string {
  const { ids, rows } = recentCaptures.store.getState();
  const captured = ids
    .map((id) => rows.get(id))
    .find((row) => row?.delivery_key === delivery.event_id);
  const words = outcomeSentence(delivery)
    .replace(/(\d) ms\b/, '$1 milliseconds')
    .replace(/(\d) s\b/, '$1 seconds');
  return captured?.signature.verdict === 'valid' || captured?.signature.verdict === 'invalid'
    ? `${words.slice(0, -1)}, signature ${captured.signature.verdict}.`
    : words;
}

function isAttempted(delivery: Delivery | undefined, eventId: string): boolean {
  return delivery?.event_id === eventId && delivery.attempts > 0;
}

/** "order.created delivered, status 200, 38 ms." */
function outcomeSentence(delivery: Delivery): string {
  const parts = [
    `${delivery.event_type} ${delivery.state === 'delivered' ? 'delivered' : 'failed'}`,
    delivery.last_status === null
      ? (delivery.last_outcome ?? '').replaceAll('_', ' ')
      : `status ${delivery.last_status}`,
    delivery.last_duration_ms === null ? '' : durationText(delivery.last_duration_ms),
    delivery.state === 'pending' ? 'will be tried again' : '',
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}
