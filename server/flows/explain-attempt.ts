import type { Explanation } from '../contract/explain.ts';
import type { AttemptId, DeliveryId } from '../contract/ids.ts';
import type { NamedKey } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import type { AttemptRecord, DeliveryRecord, SealedKey } from '../core/records.ts';
import type { DeliveryStore } from '../ports.ts';
import {
  type ExplainStoredDeps,
  type ExplainWish,
  explainStored,
  MAX_EXPLAINED_BYTES,
} from './explain-capture.ts';
import type { DialectLookup } from './signing-paths.ts';

export type ExplainAttemptDeps = ExplainStoredDeps & {
  readonly deliveries: Pick<DeliveryStore, 'findDelivery' | 'readAttempts'>;
  readonly dialects: Pick<DialectLookup, 'detect'>;
};

interface AttemptPlace {
  readonly id: DeliveryId;
  readonly attempt_id: AttemptId;
}

/**
 * What an attempt signed, with the keys that its delivery had when it was made. Throws AppError
 * `delivery_not_found`, `unknown_dialect`.
 */
export async function explainAttempt(
  deps: ExplainAttemptDeps,
  place: AttemptPlace,
  wish: ExplainWish,
): Promise<Explanation> {
  const delivery = await deps.deliveries.findDelivery(place.id);
  const attempts = delivery ? await deps.deliveries.readAttempts(place.id) : [];
  const attempt = attempts.find(({ id }) => id === place.attempt_id);
  if (!delivery || !attempt) {
    const detail = `attempt_id: no attempt ${place.attempt_id} of the delivery ${place.id} is stored here.`;
    throw new AppError('delivery_not_found', detail);
  }
  const { method, url, headers, bodyBytes } = attempt.request;
  const signer = signerOf(deps, delivery, attempt);
  const bytes = bodyBytes.subarray(0, MAX_EXPLAINED_BYTES);
  return explainStored(deps, wish, {
    method,
    url,
    headers,
    bodyBytes: bytes,
    isCut: bytes.length < bodyBytes.length,
    atMs: attempt.startedAtMs,
    dialectId: signer.dialectId ?? deps.dialects.detect(headers, bytes) ?? 'standard',
    keys: signer.keys,
  });
}

interface Signer {
  readonly dialectId: string | undefined;
  readonly keys: readonly NamedKey[];
}

/** Of a one-off send, or one re-signed with a secret of its own, what it was given; else the subscription's, without those that came or ended since. */
function signerOf(
  deps: ExplainAttemptDeps,
  { subscriptionId, target }: DeliveryRecord,
  { startedAtMs }: AttemptRecord,
): Signer {
  const key = target?.key ?? null;
  if (subscriptionId === null || key !== null) {
    return {
      dialectId: target?.dialect,
      keys: key === null ? [] : [openKey(deps, key, 'the secret of this send')],
    };
  }
  const subscription = deps.stores.subscriptions.all().find(({ id }) => id === subscriptionId);
  const keys = (subscription?.keys ?? []).filter(
    ({ createdAtMs, expiresAtMs }) =>
      createdAtMs <= startedAtMs && (expiresAtMs === null || expiresAtMs > startedAtMs),
  );
  const source = `subscription ${subscription?.name || subscription?.url}`;
  return {
    dialectId: subscription?.dialect,
    keys: keys.map((key) => openKey(deps, key, source)),
  };
}

function openKey({ box }: ExplainAttemptDeps, key: SealedKey, source: string): NamedKey {
  const secret = box.open(key.sealedSecret);
  return key.publicKey === null ? { secret, source } : { secret, publicKey: key.publicKey, source };
}
