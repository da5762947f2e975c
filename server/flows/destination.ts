import type { Policy } from '../contract/policy.ts';
import { PolicySchema } from '../contract/policy.ts';
import type { Destination } from '../core/attempt-order.ts';
import type { DialectKey } from '../core/dialects/dialect.ts';
import type { DeliveryRecord, SealedKey, SubscriptionRecord } from '../core/records.ts';
import type { SealedBox } from '../ports.ts';
import type { DeliveryDeps } from './delivery-deps.ts';

export interface Found {
  readonly destination: Destination;
  /** Null for a one-off send. */
  readonly subscription: SubscriptionRecord | null;
}

type Deps = Pick<DeliveryDeps, 'subscriptions' | 'box' | 'clock'>;

const ONE_OFF_POLICY: Policy = PolicySchema.parse({});
const MAX_OPENED_KEYS = 2000;

/** Opened keys by their sealed text: a seal is opened once, not once per attempt. */
const openedKeys = new WeakMap<SealedBox, Map<string, DialectKey>>();
/** Records are replaced, never changed: what is made of one is made once. */
const ofSubscription = new WeakMap<SubscriptionRecord, Found>();

/** Undefined where the subscription is gone. Throws where a key cannot be opened. */
export function findDestination(
  deps: Deps,
  delivery: Pick<DeliveryRecord, 'subscriptionId' | 'url' | 'target'>,
): Found | undefined {
  const { target } = delivery;
  if (delivery.subscriptionId === null) {
    return target === null ? undefined : oneOff(deps, delivery.url, target);
  }
  const subscription = deps.subscriptions.find(delivery.subscriptionId);
  if (subscription === undefined) {
    return undefined;
  }
  const known = ofSubscription.get(subscription) ?? made(deps, subscription);
  if (target === null || (target.breakIt.length === 0 && target.key === null)) {
    return known;
  }
  const keys = target.key === null ? known.destination.keys : [openKey(deps.box, target.key)];
  return { ...known, destination: { ...known.destination, keys, breakIt: target.breakIt } };
}

function made(deps: Deps, subscription: SubscriptionRecord): Found {
  const nowMs = deps.clock.now();
  const valid = subscription.keys.filter(
    ({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs,
  );
  const { url, dialect, headers, policy } = subscription;
  const keys = valid.map((key) => openKey(deps.box, key));
  const found = { subscription, destination: { url, dialect, keys, headers, policy, breakIt: [] } };
  // While a key is about to expire, the answer changes with time.
  if (valid.every(({ expiresAtMs }) => expiresAtMs === null)) {
    ofSubscription.set(subscription, found);
  }
  return found;
}

function oneOff(deps: Deps, url: string, target: NonNullable<DeliveryRecord['target']>): Found {
  const keys = target.key === null ? [] : [openKey(deps.box, target.key)];
  const { dialect, headers, breakIt } = target;
  const destination = { url, dialect, keys, headers, policy: ONE_OFF_POLICY, breakIt };
  return { destination, subscription: null };
}

function openKey(box: SealedBox, key: SealedKey): DialectKey {
  const opened = openedKeys.get(box) ?? new Map<string, DialectKey>();
  openedKeys.set(box, opened);
  const known = opened.get(key.sealedSecret);
  if (known !== undefined) {
    return known;
  }
  if (opened.size >= MAX_OPENED_KEYS) {
    opened.clear();
  }
  const secret = box.open(key.sealedSecret);
  const { publicKey } = key;
  const fresh: DialectKey = publicKey === null ? { secret } : { secret, publicKey };
  opened.set(key.sealedSecret, fresh);
  return fresh;
}
