import { describe, expect, it } from 'vitest';
import {
  checkValues,
  emptyValues,
  fieldOfPath,
  headersOf,
  policyOf,
  valuesOf,
} from '../../../../renderer/scenes/subscriptions/subscription-values.ts';
import {
  countMatching,
  parsePatterns,
  patternFault,
} from '../../../../renderer/text/event-patterns.ts';
import {
  delaysText,
  growingDelays,
  parseDelays,
  scheduleText,
} from '../../../../renderer/text/schedule-text.ts';
import { type Policy, PolicySchema } from '../../../../server/contract/policy.ts';

describe('event patterns', () => {
  it('reads a list and counts what it takes in', () => {
    const patterns = parsePatterns(' payment_*,  invoice.completed ');
    expect(patterns).toEqual(['payment_*', 'invoice.completed']);
    expect(
      countMatching(patterns, [
        'payment_a',
        'xpayment_b',
        'invoice.completed',
        'invoiceXcompleted',
      ]),
    ).toBe(2);
    expect(patternFault(['ok', 'not ok!'])).toContain('not ok!');
    expect(patternFault([])).toContain('At least one');
  });
});

describe('delays', () => {
  it('come back as they were written', () => {
    const delays = [0, 5000, 300_000, 5_400_000, 250];
    expect(delaysText(delays)).toBe('0 s, 5 s, 5 m, 90 m, 250 ms');
    expect(parseDelays(delaysText(delays))).toEqual(delays);
    expect(parseDelays('0, 1.5s, 2h')).toEqual([0, 1500, 7_200_000]);
    expect(parseDelays('soon')).toBeNull();
    expect(scheduleText({ kind: 'list', delays_ms: [0] })).toBe('never again');
  });
});

describe('the form', () => {
  const values = emptyValues('https://shop.example/hooks');

  it('accepts its defaults and names each wrong field', () => {
    const faulty = (change: object) =>
      Object.entries(checkValues({ ...values, ...change }))
        .filter(([, fault]) => fault !== undefined)
        .map(([field]) => field);
    expect(faulty({})).toEqual([]);
    const fast = { ...values, concurrency: '1,000', rate: '2,500.5' };
    expect(faulty(fast)).toEqual([]);
    expect(policyOf(fast)).toMatchObject({ concurrency: 1000, rate_per_s: 2500.5 });
    expect(
      faulty({ url: 'javascript:alert(1)', timeoutS: '0', delays: 'x', eventTypes: '' }),
    ).toEqual(['url', 'eventTypes', 'delays', 'timeoutS']);
  });

  it('brings every policy there and back', () => {
    const policy: Policy = {
      schedule: {
        kind: 'exponential',
        first_ms: 1500,
        factor: 1.5,
        max_ms: 7_200_000,
        attempts: 9,
      },
      jitter: 0.25,
      timeout_ms: 2500,
      concurrency: 3,
      rate_per_s: 0.5,
      at_most_once: true,
      ordered: true,
      content_filter: '$[?$.amount > 100]',
      auto_disable: { is_enabled: false, after_ms: 90_000 },
      allow_private_addresses: true,
      trust_certificate: true,
    };
    const subscription = {
      url: values.url,
      event_types: ['*'],
      name: '',
      description: '',
      dialect: 'standard',
      headers: { 'X-Tenant': '7: a' },
    };
    const typed = valuesOf({ ...subscription, policy });
    expect(Object.values(checkValues(typed)).filter(Boolean)).toEqual([]);
    expect(policyOf(typed)).toEqual(policy);
    expect(headersOf(typed)).toEqual({ 'X-Tenant': '7: a' });
    const preset = { ...policy, schedule: { kind: 'preset' as const, dialect: 'stripe' } };
    expect(policyOf(valuesOf({ ...subscription, policy: preset }))).toEqual(preset);
    expect(policyOf(values)).toEqual(PolicySchema.parse({}));
  });

  it('judges only the schedule that is chosen', () => {
    const growing = { ...values, scheduleKind: 'exponential' as const, delays: 'x', factor: '11' };
    expect(checkValues(growing)).toMatchObject({ factor: 'From 1 to 10.' });
    expect(checkValues(growing).delays).toBeUndefined();
  });

  it('shows the delays that a growing schedule makes', () => {
    const growing = { firstDelay: '1 s', factor: '2', maxDelay: '5 s', attempts: '5' };
    expect(growingDelays(growing)).toEqual([1000, 2000, 4000, 5000]);
    expect(growingDelays({ ...growing, factor: 'x' })).toBeNull();
  });

  it('finds the field of an answer of the server', () => {
    expect(
      ['event_types[0]', 'policy.schedule.delays_ms[1]', 'policy.timeout_ms', 'url'].map(
        fieldOfPath,
      ),
    ).toEqual(['eventTypes', 'delays', 'timeoutS', 'url']);
  });
});
