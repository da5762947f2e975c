import { expect, test } from 'vitest';
import { OUTCOMES } from '../../../server/contract/delivery.ts';
import { retryReasonOf } from '../../../server/core/retry-reason.ts';

test.each([
  ['answered', 'http_error'],
  ['timeout', 'http_timeout'],
  ['refused', 'connection_failed'],
  ['tls_failed', 'ssl_error'],
  ['redirected', 'too_many_redirects'],
] as const)('after %s Slack says %s', (outcome, reason) => {
  expect(retryReasonOf(outcome)).toBe(reason);
});

test('every outcome has a word, no attempt has none', () => {
  expect(OUTCOMES.every((outcome) => retryReasonOf(outcome) !== undefined)).toBe(true);
  expect(retryReasonOf(null)).toBeUndefined();
});
