import { describe, expect, it } from 'vitest';
import {
  checkStaticHeaders,
  isReservedHeader,
  withStaticHeaders,
} from '../../../server/core/static-headers.ts';

describe('isReservedHeader', () => {
  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'CONNECTION',
    'Content-Type',
    'Webhook-Id',
    'webhook-signature',
    'expect',
    'X-Hookbench-Anything',
  ])('refuses %s', (name) => {
    expect(isReservedHeader(name)).toBe(true);
  });

  it.each(['Authorization', 'X-Api-Key', 'User-Agent', 'X-Hook'])('allows %s', (name) => {
    expect(isReservedHeader(name)).toBe(false);
  });

  it("refuses the dialect's own", () => {
    expect(isReservedHeader('stripe-signature', ['Stripe-Signature'])).toBe(true);
  });
});

describe('checkStaticHeaders', () => {
  it('names the reserved one', () => {
    expect(() => checkStaticHeaders({ 'X-A': '1', Host: 'x' })).toThrow(/headers\.Host/);
  });
});

describe('withStaticHeaders', () => {
  it("keeps the order: the dialect's, ours, the user's", () => {
    const merged = withStaticHeaders([['content-type', 'application/json']], 'Hookbench', {
      'X-B': '2',
      'Content-Type': 'text/plain',
      'X-A': '1',
    });
    expect(merged).toEqual([
      ['content-type', 'application/json'],
      ['user-agent', 'Hookbench'],
      ['X-B', '2'],
      ['X-A', '1'],
    ]);
  });

  it('leaves the user agent to the dialect or the user where they set one', () => {
    expect(withStaticHeaders([['User-Agent', 'GitHub-Hookshot/1']], 'Hookbench', {})).toEqual([
      ['User-Agent', 'GitHub-Hookshot/1'],
    ]);
    expect(withStaticHeaders([], 'Hookbench', { 'user-agent': 'mine' })).toEqual([
      ['user-agent', 'mine'],
    ]);
  });
});
