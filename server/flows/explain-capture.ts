import type { Explanation } from '../contract/explain.ts';
import type { CaptureId } from '../contract/ids.ts';
import type { RawHeaders } from '../contract/text.ts';
import type { Dialect, NamedKey } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import { explainSignature } from '../core/explain/explain.ts';
import { parseRawRequest, urlOf } from '../core/raw-request.ts';
import { maskSecret } from '../core/redact.ts';
import type { CaptureStore, Clock, ConfigStores, SealedBox } from '../ports.ts';
import { chooseCheck, type DialectLookup, type SigningPath } from './signing-paths.ts';
import { getDialect } from './subscription-keys.ts';

export interface ExplainDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'readDetail' | 'readBody'>;
  readonly stores: Pick<ConfigStores, 'inboxes' | 'subscriptions'>;
  readonly box: Pick<SealedBox, 'open'>;
  readonly clock: Pick<Clock, 'monotonic' | 'now'>;
  readonly dialects: DialectLookup;
  readonly allDialects: () => readonly Dialect[];
  readonly signingPathOf: (path: string) => SigningPath;
}

export type ExplainStoredDeps = Pick<ExplainDeps, 'stores' | 'box' | 'clock' | 'allDialects'>;

export interface ExplainWish {
  /** In place of the dialect that the request is known by. */
  readonly dialect?: string | undefined;
  /** Id of a known key, in place of those known for the request. */
  readonly key?: string | undefined;
  /** A value that the user's own code computed. */
  readonly digest?: string | undefined;
  /** In place of the known keys. It is used and forgotten. */
  readonly secret?: string | undefined;
}

/** Bodies beyond this are looked at up to here: more would stop everything else for too long. */
export const MAX_EXPLAINED_BYTES = 8 * 1024 * 1024;

/**
 * Why the signature of a capture holds or fails, judged as of its arrival. Throws AppError
 * `capture_not_found`, `unknown_dialect`.
 */
export async function explainCapture(
  deps: ExplainDeps,
  id: CaptureId,
  wish: ExplainWish,
): Promise<Explanation> {
  const [record, detail] = await Promise.all([
    deps.captures.find(id),
    deps.captures.readDetail(id),
  ]);
  if (!record || !detail) {
    throw new AppError('capture_not_found', `id: no capture ${id} is stored here.`);
  }
  const path = deps.signingPathOf(pathOf(record.target));
  const check = chooseCheck(path, detail.rawHeaders, deps.dialects);
  const { bytes, isCut } = await readBody(deps, id);
  const detected = () => deps.dialects.detect(detail.rawHeaders, bytes);
  const dialectId = check?.dialectId ?? record.dialect ?? detected() ?? 'standard';
  return explainStored(deps, wish, {
    method: record.method,
    url: detail.url,
    headers: detail.rawHeaders,
    bodyBytes: bytes,
    isCut: isCut || record.isCut,
    atMs: record.receivedAtMs,
    dialectId,
    keys: check?.keys ?? [],
  });
}

/** A stored request with what it is checked with unless another dialect or key is asked for. */
export interface StoredRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly isCut: boolean;
  /** Its time is judged as of then. */
  readonly atMs: number;
  readonly dialectId: string;
  readonly keys: readonly NamedKey[];
}

/** Throws AppError `unknown_dialect`, or `invalid_request` for a key that is gone. */
export function explainStored(
  deps: ExplainStoredDeps,
  wish: ExplainWish,
  stored: StoredRequest,
): Explanation {
  const { method, url, headers, bodyBytes, isCut } = stored;
  const known = identifiedKeys(deps);
  const given = wish.secret === undefined ? undefined : [givenKey(wish.secret)];
  const keys = given ?? chosenKeys(known, wish.key) ?? stored.keys;
  const startedAt = deps.clock.monotonic();
  const explanation = explainSignature({
    dialect: getDialect(wish.dialect ?? stored.dialectId),
    dialects: deps.allDialects(),
    request: { method, url, headers, bodyBytes, nowMs: stored.atMs, keys },
    otherKeys: known.map(({ key }) => key),
    isCut,
    ...(wish.digest === undefined ? {} : { digest: wish.digest }),
  });
  return {
    ...explanation,
    keys: known.map(({ id: keyId, label, key }) => ({
      id: keyId,
      label,
      hint: maskSecret(key.secret),
    })),
    key_id: known.find(({ key }) => key.secret === keys[0]?.secret)?.id ?? null,
    duration_ms: deps.clock.monotonic() - startedAt,
  };
}

function givenKey(secret: string): NamedKey {
  return { secret, source: 'the secret given' };
}

/** Undefined where none was asked for. Throws AppError `invalid_request` for a key that is gone. */
function chosenKeys(known: readonly IdentifiedKey[], id: string | undefined) {
  if (id === undefined) {
    return undefined;
  }
  const found = known.find((one) => one.id === id);
  if (!found) {
    const message = 'is not known any more; explain again to see those that are';
    throw new AppError('invalid_request', `key: ${message}`, [{ path: 'key', message }]);
  }
  return [found.key];
}

export interface PastedRequest extends ExplainWish {
  readonly dialect: string;
  readonly secret: string;
  /** A raw HTTP request: line, headers, empty line, body. */
  readonly requestBytes: Uint8Array;
  /** The URL that was signed, where it differs from what the request says. */
  readonly url?: string | undefined;
}

/** Why the signature of a pasted request holds or fails. The secret is used and forgotten. */
export function explainRequest(deps: ExplainDeps, pasted: PastedRequest): Explanation {
  const dialect = getDialect(pasted.dialect);
  const parsed = parseRawRequest(pasted.requestBytes);
  const startedAt = deps.clock.monotonic();
  const explanation = explainSignature({
    dialect,
    dialects: deps.allDialects(),
    request: {
      method: parsed.method,
      url: pasted.url ?? urlOf(parsed),
      headers: parsed.headers,
      bodyBytes: parsed.bodyBytes,
      nowMs: deps.clock.now(),
      keys: [givenKey(pasted.secret)],
    },
    otherKeys: knownKeys(deps),
    ...(pasted.digest === undefined ? {} : { digest: pasted.digest }),
  });
  return { ...explanation, duration_ms: deps.clock.monotonic() - startedAt };
}

interface IdentifiedKey {
  readonly id: string;
  /** Whose it is, in words; never a part of the secret. */
  readonly label: string;
  readonly key: NamedKey;
}

function identifiedKeys(deps: Pick<ExplainDeps, 'stores' | 'box'>): IdentifiedKey[] {
  const ids = [
    ...deps.stores.subscriptions.all().map((one) => [one.id, 'subscription', one.keys] as const),
    ...deps.stores.inboxes.all().map((one) => [one.id, '', one.keys] as const),
  ].flatMap(([id, kind, keys]) => keys.map((_, index) => ({ id: `${id}:${index}`, kind })));
  return knownKeys(deps).map((key, index) => {
    const { id, kind } = ids[index] ?? { id: String(index), kind: '' };
    return { id, label: kind === '' ? key.source : `${kind} ${quoted(key.source)}`, key };
  });
}

/** `"demo"`, `"demo" (rotated out)`: the name alone in quotes. */
function quoted(source: string): string {
  const [, name = '', rest = ''] = /^(.*?)( \(rotated out\))?$/s.exec(source) ?? [];
  return `"${name}"${rest}`;
}

/** Every key that the program holds, rotated ones included, with whose it is. */
function knownKeys(deps: Pick<ExplainDeps, 'stores' | 'box'>): NamedKey[] {
  const keys: NamedKey[] = [];
  for (const { name, url, keys: sealed } of deps.stores.subscriptions.all()) {
    for (const [index, key] of sealed.entries()) {
      const source = `${name || url}${index === 0 ? '' : ' (rotated out)'}`;
      keys.push(openKey(deps, key.sealedSecret, key.publicKey, source));
    }
  }
  for (const inbox of deps.stores.inboxes.all()) {
    for (const key of inbox.keys) {
      keys.push(openKey(deps, key.sealedSecret, key.publicKey, `inbox ${inbox.name}`));
    }
  }
  return keys;
}

function openKey(
  deps: Pick<ExplainDeps, 'box'>,
  sealed: string,
  publicKey: string | null,
  source: string,
): NamedKey {
  const secret = deps.box.open(sealed);
  return publicKey === null ? { secret, source } : { secret, publicKey, source };
}

async function readBody(
  deps: ExplainDeps,
  id: CaptureId,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of deps.captures.readBody(id, 0, MAX_EXPLAINED_BYTES + 1) ?? []) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
  }
  const isCut = sizeBytes > MAX_EXPLAINED_BYTES;
  return { bytes: Buffer.concat(chunks), isCut };
}

function pathOf(target: string): string {
  const cut = target.indexOf('?');
  return cut === -1 ? target : target.slice(0, cut);
}
