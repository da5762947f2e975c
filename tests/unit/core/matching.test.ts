import { describe, expect, it } from 'vitest';
import { wantsEventType } from '../../../server/core/matching.ts';

describe('wantsEventType', () => {
  it.each([
    [['payment_received'], 'payment_received', true],
    [['payment_received'], 'payment_receive', false],
    [['payment_received'], 'Payment_received', false],
    [['payment_*'], 'payment_received', true],
    [['payment_*'], 'payment_', true],
    [['payment_*'], 'payment', false],
    [['invoice.*'], 'invoice.line.added', true],
    [['*.completed'], 'invoice.completed', true],
    [['*.completed'], 'invoice.completed.twice', false],
    [['a*b*c'], 'a-b-b-c', true],
    [['a*b*c'], 'abc', true],
    [['a*b*c'], 'acb', false],
    [['a*a'], 'a', false],
    [['*'], 'anything.at_all', true],
    [['**'], 'anything', true],
    [['x', 'y', 'z*'], 'y', true],
    [[], 'y', false],
  ])('%j and %s: %s', (eventTypes, eventType, expected) => {
    expect(wantsEventType({ eventTypes }, eventType)).toBe(expected);
  });

  it('lets a ping through to everyone', () => {
    expect(wantsEventType({ eventTypes: ['invoice.*'] }, 'ping')).toBe(true);
  });

  it('stays linear for a pattern that is all wildcards', () => {
    const eventTypes = [`${'*a'.repeat(60)}*b`];
    expect(wantsEventType({ eventTypes }, 'a'.repeat(50_000))).toBe(false);
  });
});
