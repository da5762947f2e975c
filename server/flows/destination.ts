import type { Policy } from '../contract/policy.ts';
import { PolicySchema } from '../contract/policy.ts';
import type { Dialect, DialectKey } from '../core/dialects/dialect.ts';
import type { DeliveryRecord, SealedKey, SubscriptionRecord } from '../core/records.ts';
import type { SealedBox } from '../ports.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { getDialect } from './subscription-keys.ts';

/** Where an attempt goes and how: a subscription as it is now, or a one-off target. */
export interface Destination {
  readonly url: string;
  readonly dialect: Dialect;
  readonly keys: readonly DialectKey[];
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly breakIt: readonly string[];
  readonly subscription: SubscriptionRecord | null;
}

const ONE_OFF_POLICY = PolicySchema.parse({});
const MAX_OPENED_KEYS = 2000;

/** Opened keys by their sealed text: a seal is opened once, not once per attempt. */
const openedKeys = new WeakMap<SealedBox, Map<string, DialectKey>>();

/** Throws AppError where the dialect or a key cannot be used; undefined where the subscription is gone. */
export function findDestination(
  deps: Pick<DeliveryDeps, 'subscriptions' | 'box' | 'clock'>,
  delivery: DeliveryRecord,
): Destination | undefined {
  const breakIt = delivery.target?.breakIt ?? [];
  if (delivery.subscriptionId === null) {
    return oneOffDestination(deps, delivery);
  }
  const subscription = deps.subscriptions.find(delivery.subscriptionId);
  if (subscription === undefined) {
    return undefined;
  }
  const nowMs = deps.clock.now();
  const { keys } = subscription;
  const isAlone = keys.length === 1;
  const valid = isAlone
    ? keys
    : keys.filter((key) => key.expiresAtMs === null || key.expiresAtMs > nowMs);
  return {
    url: subscription.url,
    dialect: getDialect(subscription.dialect),
    keys: valid.map((key) => openKey(deps.box, key)),
    headers: subscription.headers,
    policy: subscription.policy,
    breakIt,
    subscription,
  };
}

function oneOffDestination(
  deps: Pick<DeliveryDeps, 'box'>,
  delivery: DeliveryRecord,
): Destination | undefined {
  const { target } = delivery;
  if (target === null) {
    return undefined;
  }
  return {
    url: delivery.url,
    dialect: getDialect(target.dialect),
    keys: target.key === null ? [] : [openKey(deps.box, target.key)],
    headers: target.headers,
    policy: ONE_OFF_POLICY,
    breakIt: target.breakIt,
    subscription: null,
  };
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
  const fresh: DialectKey =
    key.publicKey === null ? { secret } : { secret, publicKey: key.publicKey };
  opened.set(key.sealedSecret, fresh);
  return fresh;
}
