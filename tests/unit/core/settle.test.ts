import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../server/contract/delivery.ts';
import { PolicySchema } from '../../../server/contract/policy.ts';
import { type SettleInput, settleAttempt } from '../../../server/core/settle.ts';

const NOW = Date.UTC(2026, 0, 1);

function settle(change: {
  status?: number | null;
  outcome?: SettleInput['facts']['outcome'];
  headers?: [string, string][];
  detail?: string;
  cause?: SettleInput['cause'];
  delivery?: Partial<SettleInput['delivery']>;
  policy?: object;
  stopStatuses?: number[];
  disableStatuses?: number[];
  stopHeaders?: [string, string][];
}) {
  return settleAttempt({
    delivery: {
      state: 'pending',
      nextAttemptAtMs: NOW,
      note: null,
      scheduledAttempts: 0,
      isReplay: false,
      isTest: false,
      ...change.delivery,
    },
    cause: change.cause ?? 'schedule',
    policy: PolicySchema.parse({ jitter: 0, ...change.policy }),
    dialectDelivery: {
      delaysMs: [0, 10],
      stopStatuses: change.stopStatuses ?? [],
      disableStatuses: change.disableStatuses,
      stopHeaders: change.stopHeaders,
    },
    facts: {
      outcome: change.outcome ?? 'answered',
      status: change.status === undefined ? 200 : change.status,
      detail: change.detail ?? null,
      timeoutMs: 15_000,
    },
    answerHeaders: change.headers ?? [],
    nowMs: NOW,
    random: 0,
  });
}

describe('settleAttempt', () => {
  it.each([200, 201, 204, 299])('takes %i as delivered', (status) => {
    const settled = settle({ status });
    expect(settled.settlement).toEqual({ state: 'delivered', nextAttemptAtMs: null, note: null });
    expect(settled.explanation).toBe(`The server answered ${status}: delivered.`);
  });

  it.each([400, 401, 404, 409, 422, 500, 502, 504])('tries %i again by the schedule', (status) => {
    const settled = settle({ status });
    expect(settled.isSuccess).toBe(false);
    expect(settled.settlement).toEqual({
      state: 'pending',
      nextAttemptAtMs: NOW + 5000,
      note: null,
    });
    expect(settled.explanation).toBe(
      `The server answered ${status}, so it is tried again in 5 seconds.`,
    );
  });

  it('takes a redirect as a failure', () => {
    const settled = settle({ status: 302, outcome: 'redirected' });
    expect(settled.settlement.state).toBe('pending');
    expect(settled.explanation).toContain('redirects are never followed');
  });

  it.each(OUTCOMES)('explains %s in one sentence that says what follows', (outcome) => {
    const status = outcome === 'answered' ? 500 : outcome === 'redirected' ? 301 : null;
    const { explanation } = settle({ outcome, status });
    const what = explanation.replace(' Is your app running?', '');
    expect(what).toMatch(/^[A-Z].*, so it is tried again in 5 seconds\.$/);
    expect(what).not.toContain('undefined');
    expect(what.match(/\. /g) ?? []).toHaveLength(0);
  });

  it.each([
    [
      'refused',
      '127.0.0.1:3000 and [::1]:3000',
      'Nothing answers at 127.0.0.1:3000 and [::1]:3000, so it is tried again in 5 seconds. Is your app running?',
    ],
    [
      'dns_failed',
      'shop.exmaple has no address',
      'shop.exmaple has no address, so it is tried again in 5 seconds. Check the spelling.',
    ],
    [
      'tls_failed',
      'its certificate is self-signed',
      'Its certificate is self-signed, so it is tried again in 5 seconds.',
    ],
  ] as const)('says of %s (%s) what to look at', (outcome, detail, text) => {
    expect(settle({ outcome, detail, status: null }).explanation).toBe(text);
  });

  it.each([
    [429, true],
    [503, true],
    [500, false],
  ])('%i with Retry-After waits for it: %s', (status, isObeyed) => {
    const { settlement } = settle({ status, headers: [['RETRY-AFTER', '120']] });
    expect(settlement.nextAttemptAtMs).toBe(NOW + (isObeyed ? 120_000 : 5_000));
  });

  it('ends on 410 and asks to disable the subscription', () => {
    const settled = settle({ status: 410 });
    expect(settled.settlement.state).toBe('failed');
    expect(settled.disables).toBe('gone');
  });

  it('obeys webhook-delivery: abort-message', () => {
    const headers: [string, string][] = [['Webhook-Delivery', 'abort-message']];
    const settled = settle({ status: 400, headers });
    expect(settled.settlement.state).toBe('failed');
    expect(settled.disables).toBeNull();
    expect(settle({ status: 204, headers }).settlement.state).toBe('delivered');
  });

  it('obeys webhook-delivery: disable, with a failure and with a success', () => {
    const headers: [string, string][] = [['webhook-delivery', 'disable']];
    expect(settle({ status: 500, headers })).toMatchObject({
      disables: 'asked',
      settlement: { state: 'failed' },
    });
    expect(settle({ status: 200, headers })).toMatchObject({
      disables: 'asked',
      settlement: { state: 'delivered' },
    });
  });

  it("ends on a dialect's stop status", () => {
    expect(settle({ status: 404, stopStatuses: [404] }).settlement.state).toBe('failed');
    expect(settle({ status: 404, stopStatuses: [404] }).disables).toBeNull();
  });

  it('disables on a status that retires the URL in the dialect', () => {
    const settled = settle({ status: 404, stopStatuses: [404], disableStatuses: [404] });
    expect(settled.settlement.state).toBe('failed');
    expect(settled.disables).toBe('gone');
  });

  it("ends on a dialect's stop header, and only with its value", () => {
    const stopHeaders: [string, string][] = [['X-Slack-No-Retry', '1']];
    const stopped = settle({ status: 500, stopHeaders, headers: [['x-slack-no-retry', '1']] });
    expect(stopped.settlement.state).toBe('failed');
    expect(stopped.explanation).toContain('as the answer asked with X-Slack-No-Retry: 1');
    expect(stopped.disables).toBeNull();
    const other = settle({ status: 500, stopHeaders, headers: [['x-slack-no-retry', '0']] });
    expect(other.settlement.state).toBe('pending');
  });

  it('does not try again where delivery is at most once', () => {
    const settled = settle({ outcome: 'reset', status: null, policy: { at_most_once: true } });
    expect(settled.settlement).toMatchObject({ state: 'failed', note: 'at most once' });
  });

  it('fails with the last attempt of the schedule', () => {
    const settled = settle({ status: 500, delivery: { scheduledAttempts: 7 } });
    expect(settled.settlement.state).toBe('failed');
    expect(settled.explanation).toContain('that was the last of 8 attempts');
  });

  describe('of an attempt by hand', () => {
    const pending = { nextAttemptAtMs: NOW + 7_200_000, scheduledAttempts: 4, note: 'kept' };

    it.each([500, 410, 429])('leaves a pending delivery as it was after %i', (status) => {
      const headers: [string, string][] = [['retry-after', '9999']];
      const settled = settle({ status, cause: 'manual', delivery: pending, headers });
      expect(settled.settlement).toEqual({
        state: 'pending',
        nextAttemptAtMs: NOW + 7_200_000,
        note: 'kept',
      });
      expect(settled.disables).toBeNull();
      expect(settled.explanation).toContain('the schedule stays as it was');
    });

    it('leaves an ended delivery ended', () => {
      const delivery = { state: 'failed' as const, nextAttemptAtMs: null };
      expect(settle({ status: 500, cause: 'manual', delivery }).settlement.state).toBe('failed');
    });

    it('delivers where it succeeds, and disables nothing', () => {
      const headers: [string, string][] = [['webhook-delivery', 'disable']];
      const settled = settle({ status: 200, cause: 'manual', delivery: pending, headers });
      expect(settled.settlement.state).toBe('delivered');
      expect(settled.disables).toBeNull();
    });
  });

  it('gives a replay the same schedule from its first attempt on', () => {
    const delivery = { isReplay: true };
    const first = settle({ status: 500, cause: 'replay', delivery });
    expect(first.settlement.nextAttemptAtMs).toBe(NOW + 5_000);
    const second = settle({ status: 500, cause: 'schedule', delivery });
    expect(second.settlement.nextAttemptAtMs).toBe(NOW + 300_000);
    expect(settle({ status: 410, cause: 'replay', delivery }).disables).toBeNull();
  });

  it('never retries a test', () => {
    const delivery = { isTest: true };
    const settled = settle({ status: 500, cause: 'test', delivery });
    expect(settled.settlement).toMatchObject({ state: 'failed', nextAttemptAtMs: null });
  });
});
