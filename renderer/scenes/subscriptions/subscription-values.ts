import {
  DEFAULT_RETRY_DELAYS_MS,
  type Policy,
  type PolicyChange,
  PolicySchema,
} from '../../../server/contract/policy.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { HttpUrlSchema } from '../../../server/contract/text.ts';
import type { FieldErrors, Form } from '../../stores/use-form.ts';
import { amountOf, countText, numberOf } from '../../text/amount-text.ts';
import { parsePatterns, patternFault } from '../../text/event-patterns.ts';
import { parseHeaderLines, writeHeaderLines } from '../../text/header-lines.ts';
import { delaysText, delayText, parseDelay, parseDelays } from '../../text/schedule-text.ts';

/** A subscription as it is typed. */
export interface SubscriptionValues {
  url: string;
  eventTypes: string;
  name: string;
  description: string;
  dialect: string;
  secret: string;
  scheduleKind: 'list' | 'exponential' | 'preset';
  delays: string;
  firstDelay: string;
  factor: string;
  maxDelay: string;
  attempts: string;
  preset: string;
  jitter: string;
  timeoutS: string;
  concurrency: string;
  /** Empty: as fast as it goes. */
  rate: string;
  isAtMostOnce: boolean;
  isOrdered: boolean;
  contentFilter: string;
  /** Lines of `Name: value`. */
  headers: string;
  disablesItself: boolean;
  disableAfter: string;
  allowsPrivate: boolean;
  trustsCertificate: boolean;
}

/** What a part of the form takes. */
export interface SubscriptionPartProps {
  form: Form<SubscriptionValues>;
}

/** As much of a subscription as is typed. */
export type TypedSubscription = Pick<
  Subscription,
  'url' | 'event_types' | 'name' | 'description' | 'dialect' | 'headers' | 'policy'
>;

/** `defaults`: what the settings say for new subscriptions. */
export function emptyValues(url: string, defaults: PolicyChange = {}): SubscriptionValues {
  const own = { url, eventTypes: '*', name: '', description: '', dialect: 'standard', secret: '' };
  return { ...own, headers: '', ...policyValues(PolicySchema.parse(defaults), 'standard') };
}

export function valuesOf({ policy, ...subscription }: TypedSubscription): SubscriptionValues {
  return {
    url: subscription.url,
    eventTypes: subscription.event_types.join(', '),
    name: subscription.name,
    description: subscription.description,
    dialect: subscription.dialect,
    secret: '',
    headers: writeHeaderLines(Object.entries(subscription.headers)),
    ...policyValues(policy, subscription.dialect),
  };
}

/** Fields of the schedules that are not in force hold what one would start from. */
function policyValues(policy: Policy, dialect: string) {
  const { schedule } = policy;
  const list = schedule.kind === 'list' ? schedule.delays_ms : DEFAULT_RETRY_DELAYS_MS;
  const growing =
    schedule.kind === 'exponential'
      ? schedule
      : { first_ms: 5000, factor: 2, max_ms: 3_600_000, attempts: 10 };
  return {
    scheduleKind: schedule.kind,
    delays: delaysText(list),
    firstDelay: delayText(growing.first_ms),
    factor: String(growing.factor),
    maxDelay: delayText(growing.max_ms),
    attempts: String(growing.attempts),
    preset: schedule.kind === 'preset' ? schedule.dialect : dialect,
    jitter: String(Math.round(policy.jitter * 1000) / 10),
    timeoutS: String(policy.timeout_ms / 1000),
    concurrency: countText(policy.concurrency),
    rate: policy.rate_per_s === null ? '' : String(policy.rate_per_s),
    isAtMostOnce: policy.at_most_once,
    isOrdered: policy.ordered,
    contentFilter: policy.content_filter ?? '',
    disablesItself: policy.auto_disable.is_enabled,
    disableAfter: delayText(policy.auto_disable.after_ms),
    allowsPrivate: policy.allow_private_addresses,
    trustsCertificate: policy.trust_certificate,
  };
}

const DAY_MS = 86_400_000;

export function checkValues(values: SubscriptionValues): FieldErrors {
  const url = HttpUrlSchema.safeParse(values.url.trim());
  const headers = parseHeaderLines(values.headers);
  return {
    url: url.success ? undefined : `Write ${url.error.issues[0]?.message ?? 'a URL'}.`,
    eventTypes: patternFault(parsePatterns(values.eventTypes)),
    ...scheduleFaults(values),
    jitter: rangeFault(values.jitter, 0, 100, '%'),
    timeoutS: rangeFault(values.timeoutS, 0.1, 120, 'seconds'),
    concurrency: wholeFault(values.concurrency, 1, 1000),
    rate:
      values.rate.trim() === '' ? undefined : rangeFault(values.rate, 0.01, 100_000, 'a second'),
    headers: 'error' in headers ? headers.error : undefined,
    disableAfter: values.disablesItself
      ? delayFault(values.disableAfter, 1000, 365 * DAY_MS, '1 s to 365 d')
      : undefined,
  };
}

function scheduleFaults(values: SubscriptionValues): FieldErrors {
  switch (values.scheduleKind) {
    case 'list':
      return {
        delays: parseDelays(values.delays) ? undefined : 'Write delays such as 0 s, 5 s, 5 m, 2 h.',
      };
    case 'exponential':
      return {
        firstDelay: delayFault(values.firstDelay, 1, DAY_MS, '1 ms to 1 d'),
        factor: rangeFault(values.factor, 1, 10),
        maxDelay: delayFault(values.maxDelay, 1, 30 * DAY_MS, '1 ms to 30 d'),
        attempts: wholeFault(values.attempts, 1, 100),
      };
    case 'preset':
      return {};
    default:
      return values.scheduleKind satisfies never;
  }
}

function delayFault(text: string, min: number, max: number, range: string): string | undefined {
  const delayMs = parseDelay(text);
  return delayMs !== null && delayMs >= min && delayMs <= max
    ? undefined
    : `A time such as 5 s, 5 m or 2 h, from ${range}.`;
}

function rangeFault(text: string, min: number, max: number, unit = ''): string | undefined {
  const amount = numberOf(text);
  const isFine = amount >= min && amount <= max;
  return isFine ? undefined : `From ${min} to ${countText(max)} ${unit}`.trim().concat('.');
}

function wholeFault(text: string, min: number, max: number): string | undefined {
  const amount = amountOf(text);
  return amount >= min && amount <= max
    ? undefined
    : `A whole number from ${min} to ${countText(max)}.`;
}

/** The policy as the API takes it. What was typed has been checked. */
export function policyOf(values: SubscriptionValues): Policy {
  return {
    schedule: scheduleOf(values),
    jitter: numberOf(values.jitter) / 100,
    timeout_ms: Math.round(numberOf(values.timeoutS) * 1000),
    concurrency: amountOf(values.concurrency),
    rate_per_s: values.rate.trim() === '' ? null : numberOf(values.rate),
    at_most_once: values.isAtMostOnce,
    ordered: values.isOrdered,
    content_filter: values.contentFilter.trim() === '' ? null : values.contentFilter.trim(),
    auto_disable: {
      is_enabled: values.disablesItself,
      after_ms: parseDelay(values.disableAfter) ?? 5 * DAY_MS,
    },
    allow_private_addresses: values.allowsPrivate,
    trust_certificate: values.trustsCertificate,
  };
}

function scheduleOf(values: SubscriptionValues): Policy['schedule'] {
  switch (values.scheduleKind) {
    case 'list':
      return { kind: 'list', delays_ms: parseDelays(values.delays) ?? [0] };
    case 'exponential':
      return {
        kind: 'exponential',
        first_ms: parseDelay(values.firstDelay) ?? 1000,
        factor: numberOf(values.factor),
        max_ms: parseDelay(values.maxDelay) ?? DAY_MS,
        attempts: amountOf(values.attempts),
      };
    case 'preset':
      return { kind: 'preset', dialect: values.preset };
    default:
      return values.scheduleKind satisfies never;
  }
}

/** Headers as the API takes them. What was typed has been checked. */
export function headersOf(values: SubscriptionValues): Record<string, string> {
  const parsed = parseHeaderLines(values.headers);
  return 'headers' in parsed ? Object.fromEntries(parsed.headers) : {};
}

const FIELDS: Readonly<Record<string, keyof SubscriptionValues>> = {
  'policy.timeout_ms': 'timeoutS',
  'policy.jitter': 'jitter',
  'policy.concurrency': 'concurrency',
  'policy.rate_per_s': 'rate',
  'policy.content_filter': 'contentFilter',
  'policy.auto_disable.after_ms': 'disableAfter',
  'policy.schedule.dialect': 'preset',
  'policy.schedule.first_ms': 'firstDelay',
  'policy.schedule.factor': 'factor',
  'policy.schedule.max_ms': 'maxDelay',
  'policy.schedule.attempts': 'attempts',
};

/** Names of fields in answers of the server, as the form calls them. */
export function fieldOfPath(path: string): string {
  if (path.startsWith('event_types')) {
    return 'eventTypes';
  }
  if (path.startsWith('headers')) {
    return 'headers';
  }
  const field = FIELDS[path];
  if (field) {
    return field;
  }
  return path.startsWith('policy.schedule') ? 'delays' : path;
}
