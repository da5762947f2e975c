import type { Ledger } from '../../contract/delivery.ts';
import type { Subscription } from '../../contract/subscription.ts';
import type { SubscriptionRecord } from '../../core/records.ts';
import { instant, instantOrNull } from './instants.ts';

/** A subscription for the screen: its secret is masked. */
export function presentSubscription(
  record: SubscriptionRecord,
  counts: Ledger['deliveries'],
  nowMs: number,
): Subscription {
  const live = record.keys.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs);
  const { pending, delivered, failed, cancelled } = counts;
  return {
    id: record.id,
    url: record.url,
    event_types: [...record.eventTypes],
    dialect: record.dialect,
    enabled: record.state === 'enabled',
    state: record.state,
    name: record.name,
    description: record.description,
    headers: { ...record.headers },
    policy: record.policy,
    disabled: record.disabled && {
      reason: record.disabled.reason,
      at: instant(record.disabled.atMs),
      text: record.disabled.text,
    },
    failing_since: instantOrNull(record.failingSinceMs),
    disables_at: instantOrNull(disablesAt(record)),
    disable_warned_at: instantOrNull(record.failureWarnedAtMs),
    confirmation: confirmationOf(record),
    secret_hint: record.keys[0]?.hint ?? '',
    secrets: live.length,
    public_key: record.keys[0]?.publicKey ?? null,
    is_demo: record.isDemo,
    created_at: instant(record.createdAtMs),
    counts: { pending, delivered, failed, cancelled },
  };
}

function confirmationOf({ confirmation }: SubscriptionRecord): Subscription['confirmation'] {
  return confirmation === undefined
    ? null
    : {
        is_confirmed: confirmation.isConfirmed,
        at: instant(confirmation.atMs),
        text: confirmation.text,
      };
}

function disablesAt({ state, failingSinceMs, policy }: SubscriptionRecord): number | null {
  const isCounting = failingSinceMs !== null && state !== 'disabled';
  return isCounting && policy.auto_disable.is_enabled
    ? failingSinceMs + policy.auto_disable.after_ms
    : null;
}
