import { nearestWord } from '../contract/filter-keys.ts';
import type { Dialect, DialectKey } from '../core/dialects/dialect.ts';
import { findDialect, listDialects } from '../core/dialects/registry.ts';
import { AppError } from '../core/errors.ts';
import type { SealedKey, SubscriptionRecord } from '../core/records.ts';
import { maskSecret } from '../core/redact.ts';
import type { Clock, Random, SealedBox } from '../ports.ts';

type Deps = { readonly box: SealedBox; readonly clock: Clock; readonly random: Random };

/** More keys than this sign nothing that a receiver could still hold. */
const MAX_KEYS = 5;

/** A dialect by its id; throws AppError `unknown_dialect` with the nearest one. */
export function getDialect(id: string, path = 'dialect'): Dialect {
  const dialect = findDialect(id);
  if (dialect) {
    return dialect;
  }
  const ids = listDialects().map((known) => known.id);
  const near = nearestWord(id, ids);
  const hint = near ? `Did you mean ${near}?` : `Known are ${ids.join(', ')}.`;
  throw new AppError('unknown_dialect', `${path}: ${id} is not known. ${hint}`, [
    { path, message: `not known; ${hint.toLowerCase()}` },
  ]);
}

/** The key given by the user, checked by the dialect, or a new one in the provider's own form. */
export function chooseKey(deps: Deps, dialect: Dialect, secret: string | undefined): DialectKey {
  if (secret === undefined) {
    return dialect.generateKey((size) => deps.random.bytes(size));
  }
  try {
    return dialect.importKey(secret);
  } catch (error) {
    if (error instanceof AppError && !error.errors) {
      throw new AppError(error.code, error.message, [{ path: 'secret', message: error.message }]);
    }
    throw error;
  }
}

export function sealKey(deps: Deps, key: DialectKey): SealedKey {
  return {
    sealedSecret: deps.box.seal(key.secret),
    publicKey: key.publicKey ?? null,
    hint: maskSecret(key.secret),
    createdAtMs: deps.clock.now(),
    expiresAtMs: null,
  };
}

/** A new key in front; those before it sign on for the overlap and are then forgotten. */
export function addKey(
  deps: Deps,
  keys: readonly SealedKey[],
  key: DialectKey,
  overlapMs: number,
): readonly SealedKey[] {
  const now = deps.clock.now();
  const until = now + overlapMs;
  const before = overlapMs > 0 ? keys : [];
  const overlapping = before
    .filter((old) => old.expiresAtMs === null || old.expiresAtMs > now)
    .map((old) => ({ ...old, expiresAtMs: Math.min(old.expiresAtMs ?? until, until) }));
  return [sealKey(deps, key), ...overlapping].slice(0, MAX_KEYS);
}

/** The secret in force, in clear; undefined where the dialect has none. */
export function openKeyOf(
  deps: Pick<Deps, 'box'>,
  record: SubscriptionRecord,
): DialectKey | undefined {
  const key = record.keys[0];
  if (!key) {
    return undefined;
  }
  const secret = deps.box.open(key.sealedSecret);
  return key.publicKey === null ? { secret } : { secret, publicKey: key.publicKey };
}
