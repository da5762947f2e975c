import type { SubscriptionId } from '../contract/ids.ts';
import { type Policy, type PolicyChange, PolicySchema } from '../contract/policy.ts';
import type { RegisterInput, SubscriptionChange } from '../contract/subscription.ts';
import { isAddressText, kindOfAddress } from '../core/address-policy.ts';
import { checkContentFilter } from '../core/content-filter.ts';
import type { Dialect, DialectKey } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { SubscriptionRecord } from '../core/records.ts';
import { checkStaticHeaders } from '../core/static-headers.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';
import { chooseKey, getDialect, openKeyOf, sealKey } from './subscription-keys.ts';

export type NewSubscription = RegisterInput & {
  readonly name?: string | undefined;
  readonly policy?: PolicyChange | undefined;
};

type Deps = Pick<SubscriptionDeps, 'settings' | 'box' | 'clock' | 'random'>;

export function newRecord(deps: Deps, input: NewSubscription, isDemo: boolean): SubscriptionRecord {
  checkAddress(input.url);
  const dialect = getDialect(input.dialect ?? 'standard');
  const key = chooseKey(deps, dialect, input.secret);
  checkStaticHeaders(input.headers ?? {}, dialect.headers);
  return {
    id: newId('sub', (size) => deps.random.bytes(size)) as SubscriptionId,
    url: input.url,
    eventTypes: unique(input.event_types),
    dialect: dialect.id,
    name: input.name ?? '',
    description: input.description ?? '',
    headers: input.headers ?? {},
    policy: policyOf(firstPolicy(deps, dialect), input.policy),
    state: 'enabled',
    disabled: null,
    failingSinceMs: null,
    failureWarnedAtMs: null,
    keys: dialect.kind === 'unsigned' ? [] : [sealKey(deps, key)],
    isDemo,
    createdAtMs: deps.clock.now(),
  };
}

/** The same URL again: its event types are added. It runs again, unless its owner has switched it off. */
export function extendedRecord(
  deps: Deps,
  before: SubscriptionRecord,
  input: NewSubscription,
): SubscriptionRecord {
  const isOff = before.state === 'disabled' && before.disabled?.reason !== 'user';
  const dialect = sameDialect(before, input.dialect);
  checkStaticHeaders(input.headers ?? {}, dialect.headers);
  return {
    ...before,
    eventTypes: unique([...before.eventTypes, ...input.event_types]),
    name: input.name ?? before.name,
    description: input.description ?? before.description,
    headers: input.headers ?? before.headers,
    policy: policyOf(before.policy, input.policy),
    ...(isOff ? stateOf(deps, before, 'enabled') : {}),
  };
}

/** Silence would be a trap here: the caller would go on to check signatures that are never sent. */
function sameDialect(before: SubscriptionRecord, given: string | undefined): Dialect {
  const dialect = getDialect(given ?? before.dialect);
  if (dialect.id !== before.dialect) {
    const detail = `dialect: this URL is registered with ${before.dialect}. Unregister it first, or leave the dialect out.`;
    throw new AppError('conflict', detail, [
      { path: 'dialect', message: `is ${before.dialect} for this URL` },
    ]);
  }
  return dialect;
}

/** A record after a change by its owner. */
export function changedRecord(
  deps: Deps,
  before: SubscriptionRecord,
  change: SubscriptionChange,
  dialect: Dialect,
): SubscriptionRecord {
  checkAddress(change.url ?? before.url);
  const { url = before.url, name = before.name, headers = before.headers } = change;
  const { description = before.description, event_types: eventTypes = before.eventTypes } = change;
  const isSame = url === before.url && dialect.id === before.dialect;
  const { confirmation, ...rest } = before;
  return {
    ...(isSame ? before : rest),
    ...{ url, name, headers, description, eventTypes: unique(eventTypes) },
    policy: policyOf(before.policy, change.policy),
    ...(dialect.id === before.dialect ? {} : spoken(deps, before, dialect)),
    ...(change.state ? stateOf(deps, before, change.state) : {}),
  };
}

/**
 * Refuses what could never be delivered to. Names are judged when they are dialled, and private
 * addresses by the rules in force then.
 */
export function checkAddress(url: string): void {
  if (!URL.canParse(url)) {
    throw new AppError('invalid_url', 'url: an absolute URL such as https://example.com/webhook', [
      { path: 'url', message: 'its host or port cannot be read' },
    ]);
  }
  const host = new URL(url).hostname;
  const kind = isAddressText(host) ? kindOfAddress(host) : 'public';
  if (kind === 'metadata' || kind === 'link_local' || kind === 'special') {
    const message = `nothing is ever sent to ${host}: it is no address of an endpoint`;
    throw new AppError('address_blocked', `url: ${message}`, [{ path: 'url', message }]);
  }
}

function stateOf(
  deps: Deps,
  before: SubscriptionRecord,
  state: SubscriptionRecord['state'],
): Partial<SubscriptionRecord> {
  if (state === before.state) {
    return {};
  }
  if (state === 'disabled') {
    const disabled = { reason: 'user', atMs: deps.clock.now(), text: 'Disabled by hand.' } as const;
    return { state, disabled };
  }
  return { state, disabled: null, failingSinceMs: null, failureWarnedAtMs: null };
}

/** Another dialect: the secret is kept where it fits, else there is a new one. */
function spoken(
  deps: Deps,
  before: SubscriptionRecord,
  dialect: Dialect,
): Partial<SubscriptionRecord> {
  if (dialect.kind === 'unsigned') {
    return { dialect: dialect.id, keys: [] };
  }
  const old = openKeyOf(deps, before);
  return { dialect: dialect.id, keys: [sealKey(deps, fittingKey(deps, dialect, old?.secret))] };
}

function fittingKey(deps: Deps, dialect: Dialect, secret: string | undefined): DialectKey {
  try {
    return chooseKey(deps, dialect, secret);
  } catch (error) {
    if (error instanceof AppError) {
      return chooseKey(deps, dialect, undefined);
    }
    throw error;
  }
}

function firstPolicy(deps: Deps, dialect: Dialect): Policy {
  if (dialect.id !== 'standard') {
    const schedule = { kind: 'preset', dialect: dialect.id } as const;
    return PolicySchema.parse({ schedule, timeout_ms: dialect.delivery.timeoutMs });
  }
  const { default_schedule, default_timeout_ms } = deps.settings();
  return PolicySchema.parse({ schedule: default_schedule, timeout_ms: default_timeout_ms });
}

function policyOf(before: Policy, change: PolicyChange | undefined): Policy {
  if (change?.content_filter) {
    checkContentFilter(change.content_filter);
  }
  if (change?.schedule?.kind === 'preset') {
    getDialect(change.schedule.dialect, 'policy.schedule.dialect');
  }
  return PolicySchema.parse({ ...before, ...change });
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
