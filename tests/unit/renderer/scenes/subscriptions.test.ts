import { describe, expect, it } from 'vitest';
import {
  countMatching,
  parsePatterns,
  patternFault,
} from '../../../../renderer/scenes/subscriptions/event-patterns.ts';
import {
  delaysText,
  parseDelays,
  scheduleText,
} from '../../../../renderer/scenes/subscriptions/schedule-text.ts';
import {
  checkValues,
  emptyValues,
  fieldOfPath,
  policyOf,
} from '../../../../renderer/scenes/subscriptions/subscription-values.ts';

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
    expect(
      faulty({ url: 'javascript:alert(1)', timeoutS: '0', delays: 'x', eventTypes: '' }),
    ).toEqual(['url', 'eventTypes', 'delays', 'timeoutS']);
  });

  it('leaves a schedule of another kind alone', () => {
    expect(policyOf({ ...values, delays: '' })).not.toHaveProperty('schedule');
    expect(policyOf(values)).toMatchObject({ timeout_ms: 15_000, schedule: { kind: 'list' } });
  });

  it('finds the field of an answer of the server', () => {
    expect(
      ['event_types[0]', 'policy.schedule.delays_ms[1]', 'policy.timeout_ms', 'url'].map(
        fieldOfPath,
      ),
    ).toEqual(['eventTypes', 'delays', 'timeoutS', 'url']);
  });
});
