import { asksUrl, type HandshakeVerdict, judgeAnswer } from '../core/dialects/handshake.ts';
import type { DeliveryRecord, EventRecord, SubscriptionRecord } from '../core/records.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { findDestination } from './destination.ts';
import { getDialect } from './subscription-keys.ts';

type Deps = Pick<
  DeliveryDeps,
  'subscriptions' | 'deliveries' | 'feed' | 'clock' | 'box' | 'oneAtATime'
>;

/**
 * Where a dialect's ping is a question (Slack's challenge, Zoom's token): judges the answer as the
 * provider would, and keeps with the subscription whether its URL is confirmed.
 */
export async function noteConfirmation(
  deps: Deps,
  { id }: Pick<SubscriptionRecord, 'id'>,
  event: Pick<EventRecord, 'id' | 'type' | 'dataText'>,
  delivery: DeliveryRecord,
): Promise<void> {
  const subscription = deps.subscriptions.find(id);
  const isQuestion = event.type === 'ping' && event.dataText.startsWith('"');
  if (!isQuestion || subscription === undefined || !asksUrl(getDialect(subscription.dialect))) {
    return;
  }
  const verdict = await judged(deps, subscription, event, delivery);
  await deps.oneAtATime(async () => {
    const current = deps.subscriptions.find(id);
    if (current === undefined || verdict === undefined || current.url !== delivery.url) {
      return;
    }
    const confirmation = { ...verdict, atMs: deps.clock.now() };
    await deps.subscriptions.put({ ...current, confirmation });
    deps.feed.changed('subscriptions');
  });
}

async function judged(
  deps: Deps,
  subscription: SubscriptionRecord,
  event: Pick<EventRecord, 'id'>,
  delivery: DeliveryRecord,
): Promise<HandshakeVerdict | undefined> {
  const attempt = (await deps.deliveries.readAttempts(delivery.id)).at(-1);
  const destination = findDestination(deps, delivery)?.destination;
  if (attempt === undefined || destination === undefined) {
    return undefined;
  }
  const { status, response } = attempt;
  if (status === null || response === null) {
    return { isConfirmed: false, text: attempt.explanation };
  }
  const { headers, bodyBytes } = response;
  const asked = { deliveryId: event.id, keys: destination.keys };
  return judgeAnswer(getDialect(subscription.dialect), asked, { status, headers, bodyBytes });
}
