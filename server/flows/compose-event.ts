import type { Composed, ComposedSent, Preview } from '../contract/compose.ts';
import type { DeliveryId, EventId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newDeliveries } from '../core/new-deliveries.ts';
import { newId } from '../core/new-id.ts';
import { renderPayload } from '../core/payload-template.ts';
import type { EventRecord, NewDelivery } from '../core/records.ts';
import { hasTemplate } from '../core/template.ts';
import { wireHeaders } from '../core/wire-headers.ts';
import { buildRequest } from './build-request.ts';
import type { DeliveryActs } from './delivery-acts-seam.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { findDestination } from './destination.ts';
import type { Catalogue } from './event-types.ts';
import type { PublishEvents } from './publish-events.ts';
import { getDialect } from './subscription-keys.ts';
import { newTestDelivery } from './test-fire.ts';

export interface ComposeDeps
  extends Pick<DeliveryDeps, 'subscriptions' | 'box' | 'clock' | 'random'> {
  readonly publish: PublishEvents;
  readonly acts: Pick<DeliveryActs, 'testFire'>;
  readonly catalogue: Pick<Catalogue, 'check'>;
}

/** The composer's two acts, with their dependencies bound. */
export interface Composer {
  preview(composed: Composed): Preview;
  send(composed: Composed, times: number): Promise<ComposedSent>;
}

const SHOWN_REQUESTS = 20;
const SEEDS = Number.MAX_SAFE_INTEGER;

/** Throws AppError `invalid_request` for a template that cannot be filled in, and as test sends do. */
export function createComposer(deps: ComposeDeps): Composer {
  const keys = new Map<string, string>();
  return {
    preview: (composed) => previewEvent(deps, withQuickKey(deps, composed, keys)),
    send: (composed, times) => sendComposed(deps, composed, times),
  };
}

/**
 * A preview is asked for at each pause of typing, and a new RSA key takes long to make: one key is
 * made for each dialect, and a signature that will be wrong is shown as a right one.
 */
function withQuickKey(deps: ComposeDeps, composed: Composed, keys: Map<string, string>): Composed {
  const { subscription_id: id, url, secret } = composed;
  const subscription = id === undefined ? undefined : deps.subscriptions.find(id);
  const dialect = getDialect(subscription?.dialect ?? composed.dialect ?? 'standard');
  if (dialect.kind !== 'asymmetric') {
    return composed;
  }
  const breakIt = composed.break_it?.filter((fault) => fault !== 'wrong_signature');
  // What is broken goes by hand: with nothing else broken it would seem to go to all.
  const sound = url === undefined ? composed : { ...composed, break_it: breakIt };
  if (url === undefined || secret !== undefined) {
    return sound;
  }
  const known =
    keys.get(dialect.id) ?? dialect.generateKey((size) => deps.random.bytes(size)).secret;
  keys.set(dialect.id, known);
  return { ...sound, secret: known };
}

function previewEvent(deps: ComposeDeps, composed: Composed): Preview {
  const seed = composed.seed ?? newSeed(deps);
  const event = eventOf(deps, composed, { seed, counter: 1 });
  const deliveries = deliveriesOf(deps, composed, event);
  return {
    seed,
    data_text: event.dataText,
    has_template: composed.is_template && hasTemplate(composed.template),
    requests: deliveries
      .slice(0, SHOWN_REQUESTS)
      .map((delivery) => previewRequest(deps, event, delivery)),
    total: deliveries.length * (composed.break_it?.includes('duplicate') ? 2 : 1),
  };
}

function previewRequest(
  deps: ComposeDeps,
  event: EventRecord,
  delivery: NewDelivery,
): Preview['requests'][number] {
  const found = findDestination(deps, delivery);
  if (!found) {
    throw new AppError('subscription_not_found', 'There is no such subscription.');
  }
  const { destination, subscription } = found;
  const first = { attempts: 0, lastOutcome: null };
  const order = { destination, event, delivery: first };
  const request = buildRequest(deps, order, getDialect(destination.dialect));
  return {
    to: subscription?.name || destination.url,
    subscription_id: subscription?.id ?? null,
    dialect: destination.dialect,
    method: request.method,
    url: request.url,
    headers: wireHeaders(request, new URL(request.url).host),
    body_text: new TextDecoder().decode(request.bodyBytes),
    body_size: request.bodyBytes.length,
  };
}

async function sendComposed(
  deps: ComposeDeps,
  composed: Composed,
  times: number,
): Promise<ComposedSent> {
  const seed = composed.seed ?? newSeed(deps);
  const events = Array.from({ length: times }, (_, index) =>
    eventOf(deps, composed, { seed, counter: index + 1 }),
  );
  const deliveries = isByHand(composed)
    ? await sendByHand(deps, composed, events)
    : await publishAll(deps, composed, events);
  const message = `Event triggered: ${composed.event}${times === 1 ? '' : ` ×${times}`}`;
  return { message, event_ids: events.map(({ id }) => id), deliveries };
}

async function publishAll(
  deps: ComposeDeps,
  { subscription_id: subscriptionId }: Composed,
  events: readonly EventRecord[],
): Promise<number> {
  checkSubscription(deps, subscriptionId);
  const subscriptionIds = subscriptionId === undefined ? undefined : [subscriptionId];
  const results = await deps.publish(
    events.map(({ id, type, dataText }) => ({
      id,
      type,
      dataText,
      origin: 'trigger' as const,
      subscriptionIds,
    })),
  );
  return results.reduce(
    (sum, result) => sum + (result.kind === 'stored' ? result.deliveryIds.length : 0),
    0,
  );
}

/** One after the other: each is sent once and stored before the next. */
async function sendByHand(
  deps: ComposeDeps,
  composed: Composed,
  events: readonly EventRecord[],
): Promise<number> {
  for (const event of events) {
    await deps.acts.testFire(testFireInput(composed, event));
  }
  return events.length;
}

/** What goes to a URL of its own or is broken on purpose is a test: sent once and never retried. */
function isByHand({ url, break_it: breakIt }: Composed): boolean {
  return url !== undefined || (breakIt?.length ?? 0) > 0;
}

function testFireInput(composed: Composed, event: EventRecord) {
  return {
    eventId: event.id,
    url: composed.url,
    subscriptionId: composed.subscription_id,
    type: event.type,
    dataText: event.dataText,
    dialect: composed.dialect,
    secret: composed.secret,
    headers: composed.headers,
    breakIt: composed.break_it,
  };
}

function deliveriesOf(deps: ComposeDeps, composed: Composed, event: EventRecord): NewDelivery[] {
  if (isByHand(composed)) {
    return [newTestDelivery(deps, testFireInput(composed, event))];
  }
  const { subscription_id: id } = composed;
  checkSubscription(deps, id);
  return newDeliveries(event, {
    subscriptions: deps.subscriptions.all(),
    onlyIds: id === undefined ? undefined : [id],
    newDeliveryId: () => newId('dlv', (size) => deps.random.bytes(size)) as DeliveryId,
    random: () => deps.random.next(),
  });
}

function checkSubscription(deps: ComposeDeps, id: Composed['subscription_id']): void {
  if (id !== undefined && deps.subscriptions.find(id) === undefined) {
    throw new AppError('subscription_not_found', 'There is no such subscription.', [
      { path: 'subscription_id', message: 'is not known' },
    ]);
  }
}

function eventOf(
  deps: ComposeDeps,
  { event: type, template, is_template: isTemplate }: Composed,
  { seed, counter }: { readonly seed: number; readonly counter: number },
): EventRecord {
  deps.catalogue.check([type], () => 'event');
  const id = newId('evt', (size) => deps.random.bytes(size)) as EventId;
  const nowMs = deps.clock.now();
  const at = { seed, counter, nowMs, eventType: type, eventId: id };
  const dataText = renderPayload(template, isTemplate, at);
  return { id, type, dataText, createdAtMs: nowMs, origin: 'trigger' };
}

function newSeed({ random }: Pick<ComposeDeps, 'random'>): number {
  return Math.floor(random.next() * SEEDS);
}
