import type { PolicyChange } from '../../../server/contract/policy.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { HttpUrlSchema } from '../../../server/contract/text.ts';
import type { FieldErrors } from '../../stores/use-form.ts';
import { parsePatterns, patternFault } from './event-patterns.ts';
import type { SubscriptionValues } from './SubscriptionForm.tsx';
import { delaysText, parseDelays, SCHEDULE_PRESETS } from './schedule-text.ts';

export function emptyValues(url: string): SubscriptionValues {
  return {
    url,
    eventTypes: '*',
    name: '',
    dialect: 'standard',
    secret: '',
    delays: delaysText(SCHEDULE_PRESETS[0]?.delaysMs ?? [0]),
    timeoutS: '15',
    allowsPrivate: false,
    trustsCertificate: false,
    isOrdered: false,
  };
}

export function valuesOf({ policy, ...subscription }: Subscription): SubscriptionValues {
  const { schedule } = policy;
  return {
    url: subscription.url,
    eventTypes: subscription.event_types.join(', '),
    name: subscription.name,
    dialect: subscription.dialect,
    secret: '',
    delays: schedule.kind === 'list' ? delaysText(schedule.delays_ms) : '',
    timeoutS: String(policy.timeout_ms / 1000),
    allowsPrivate: policy.allow_private_addresses,
    trustsCertificate: policy.trust_certificate,
    isOrdered: policy.ordered,
  };
}

export function checkValues(values: SubscriptionValues): FieldErrors {
  const url = HttpUrlSchema.safeParse(values.url.trim());
  const timeoutS = Number(values.timeoutS);
  return {
    url: url.success ? undefined : `Write ${url.error.issues[0]?.message ?? 'a URL'}.`,
    eventTypes: patternFault(parsePatterns(values.eventTypes)),
    delays:
      values.delays === '' || parseDelays(values.delays)
        ? undefined
        : 'Write delays such as 0 s, 5 s, 5 m, 2 h.',
    timeoutS: timeoutS >= 0.1 && timeoutS <= 120 ? undefined : 'From 0.1 to 120 seconds.',
  };
}

/** An empty field of delays leaves a schedule of another kind as it is. */
export function policyOf(values: SubscriptionValues): PolicyChange {
  const delays = values.delays === '' ? null : parseDelays(values.delays);
  return {
    ...(delays === null ? {} : { schedule: { kind: 'list', delays_ms: delays } }),
    timeout_ms: Math.round(Number(values.timeoutS) * 1000),
    allow_private_addresses: values.allowsPrivate,
    trust_certificate: values.trustsCertificate,
    ordered: values.isOrdered,
  };
}

/** Names of fields in answers of the server, as the form calls them. */
export function fieldOfPath(path: string): string {
  if (path.startsWith('event_types')) {
    return 'eventTypes';
  }
  if (path.startsWith('policy.schedule')) {
    return 'delays';
  }
  return path === 'policy.timeout_ms' ? 'timeoutS' : path;
}
