import type { SignatureReport } from '../contract/signature.ts';
import type { RawHeaders } from '../contract/text.ts';
import type { Dialect, NamedKey, VerifyInput } from '../core/dialects/dialect.ts';
import { findInbox } from '../core/inbox-match.ts';
import { findHeader } from '../core/raw-headers.ts';
import { ownPath } from '../core/receiver-url.ts';
import type { InboxRecord, SealedKey, SubscriptionRecord } from '../core/records.ts';
import type { Clock, ConfigStores, SealedBox } from '../ports.ts';
import { createListMemory } from './remember-list.ts';

/** What is known of dialects; core/dialects fulfils it. */
export interface DialectLookup {
  find(id: string): Dialect | undefined;
  /** The dialect that a request's headers (and body, where it is at hand) speak. */
  detect(headers: RawHeaders, bodyBytes: Uint8Array | undefined): string | undefined;
  /** Judges a request of an unknown dialect: the first candidate that a key fits. */
  judgeUnknown?(input: VerifyInput): SignatureReport | undefined;
  /** The event's type and the sender's id of the delivery, where the dialect says where they stand. */
  readNames(dialectId: string, request: NamedParts): RequestNames;
}
export interface NamedParts {
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array | undefined;
}
export interface RequestNames {
  readonly eventType: string | null;
  readonly deliveryKey: string | null;
}

/** What the receiver knows of a path: whose it is, and what its signatures are checked with. */
export interface SigningPath {
  readonly inbox: InboxRecord | undefined;
  /** One entry per dialect that is known for the path; several only where our own subscriptions share it. */
  readonly checks: readonly PathCheck[];
}
export interface PathCheck {
  /** null: a key without a dialect, checked with the one that the request speaks. */
  readonly dialectId: string | null;
  readonly keys: readonly NamedKey[];
}

interface SigningPathDeps {
  readonly stores: Pick<ConfigStores, 'inboxes' | 'subscriptions'>;
  readonly sealedBox: Pick<SealedBox, 'open'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Where the receiver is reached; the port is 0 until it listens. */
  readonly whereabouts: () => { readonly port: number; readonly publicUrl: string | null };
}

const MAX_REMEMBERED_PATHS = 10_000;

/**
 * Looks up dialect and keys by path. Answers are remembered until an inbox, a subscription or the
 * receiver's address changes, or a rotated-out key ends; records are never changed in place, so
 * comparing references is enough.
 */
export function createSigningPaths(deps: SigningPathDeps): (path: string) => SigningPath {
  const isSameInboxes = createListMemory();
  const isSameSubscriptions = createListMemory();
  let nextEndMs = Number.POSITIVE_INFINITY;
  let seenAt = { port: -1, publicUrl: null as string | null };
  let byPath = new Map<string, SigningPath>();
  let ownSubscriptions = new Map<string, SubscriptionRecord[]>();
  const isUnchanged = () => {
    const now = deps.whereabouts();
    const isSameInbox = isSameInboxes(deps.stores.inboxes.all());
    const isSameSubscription = isSameSubscriptions(deps.stores.subscriptions.all());
    const isSameAddress = now.port === seenAt.port && now.publicUrl === seenAt.publicUrl;
    seenAt = now;
    return isSameInbox && isSameSubscription && isSameAddress && deps.clock.now() < nextEndMs;
  };
  return (path) => {
    if (!isUnchanged()) {
      byPath = new Map();
      ownSubscriptions = groupOwn(deps);
      nextEndMs = nextEnd(deps);
    }
    const known = byPath.get(path);
    if (known) {
      return known;
    }
    const found = lookUp(deps, path, ownSubscriptions.get(path) ?? []);
    if (byPath.size < MAX_REMEMBERED_PATHS) {
      byPath.set(path, found);
    }
    return found;
  };
}

/** The check that fits a request: the one whose signature header it carries, else the first. */
export function chooseCheck(
  path: SigningPath,
  headers: RawHeaders,
  dialects: Pick<DialectLookup, 'find'>,
): PathCheck | undefined {
  if (path.checks.length < 2) {
    return path.checks[0];
  }
  const fitting = path.checks.find((check) => {
    const header = check.dialectId && dialects.find(check.dialectId)?.headers[0];
    return header && findHeader(headers, header.toLowerCase()) !== undefined;
  });
  return fitting ?? path.checks[0];
}

function groupOwn(deps: SigningPathDeps): Map<string, SubscriptionRecord[]> {
  const byPath = new Map<string, SubscriptionRecord[]>();
  for (const subscription of deps.stores.subscriptions.all()) {
    const path = ownPath(subscription.url, deps.whereabouts());
    if (path !== undefined) {
      byPath.set(path, [...(byPath.get(path) ?? []), subscription]);
    }
  }
  return byPath;
}

function lookUp(
  deps: SigningPathDeps,
  path: string,
  subscriptions: readonly SubscriptionRecord[],
): SigningPath {
  const inbox = findInbox(deps.stores.inboxes.all(), path);
  const keysByDialect = new Map<string | null, NamedKey[]>();
  if (inbox && (inbox.dialect !== null || inbox.keys.length > 0)) {
    keysByDialect.set(inbox.dialect, openKeys(deps, inbox.keys, `inbox ${inbox.name}`));
  }
  for (const subscription of subscriptions) {
    const source = `subscription ${subscription.name || subscription.url}`;
    const keys = openKeys(deps, subscription.keys, source);
    const known = keysByDialect.get(subscription.dialect) ?? [];
    keysByDialect.set(subscription.dialect, [...known, ...keys]);
  }
  const checks = [...keysByDialect].map(([dialectId, keys]) => ({ dialectId, keys }));
  return { inbox, checks };
}

/** When the next rotated-out key ends. */
function nextEnd({ stores, clock }: SigningPathDeps): number {
  const nowMs = clock.now();
  const ends = stores.subscriptions
    .all()
    .flatMap(({ keys }) => keys.map(({ expiresAtMs }) => expiresAtMs ?? Number.POSITIVE_INFINITY));
  return ends.reduce(
    (next, end) => (end > nowMs && end < next ? end : next),
    Number.POSITIVE_INFINITY,
  );
}

/** A key that cannot be opened (sealed with another data key) is as good as none: the capture stays unchecked. */
function openKeys(deps: SigningPathDeps, keys: readonly SealedKey[], source: string): NamedKey[] {
  const nowMs = deps.clock.now();
  const current = keys.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs);
  return current.flatMap((key) => {
    const secret = tryOpen(deps, key);
    const publicKey = key.publicKey === null ? {} : { publicKey: key.publicKey };
    return secret === undefined ? [] : [{ secret, ...publicKey, source }];
  });
}

function tryOpen({ sealedBox }: SigningPathDeps, key: SealedKey): string | undefined {
  try {
    return sealedBox.open(key.sealedSecret);
  } catch {
    return undefined;
  }
}
