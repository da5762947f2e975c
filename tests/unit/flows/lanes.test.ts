import { describe, expect, it } from 'vitest';
import { byHandLaneOf, laneOf, limitsOfLane } from '../../../server/flows/lanes.ts';
import { subscriptionTo } from '../../support/delivery-bed.ts';
import { createMapRecords } from '../../support/map-records.ts';

const URL_A = 'http://127.0.0.1:9/a';

describe('limitsOfLane', () => {
  it("follows the subscription's policy and pause", () => {
    const policy = { concurrency: 32, rate_per_s: 5, ordered: true };
    const subscription = subscriptionTo(URL_A, { policy, state: 'paused' });
    const limits = limitsOfLane(createMapRecords([subscription]), subscription.id);
    expect(limits).toEqual({
      concurrency: 32,
      ratePerS: 5,
      isOrdered: true,
      isPaused: true,
      ahead: 0,
    });
  });

  it('lets nothing be claimed ahead of its turn where that has a meaning', () => {
    const plain = subscriptionTo(URL_A, { policy: { concurrency: 3 } });
    const others = [
      subscriptionTo(URL_A, { policy: { ordered: true } }),
      subscriptionTo(URL_A, { policy: { at_most_once: true } }),
      subscriptionTo(URL_A, { policy: { rate_per_s: 5 } }),
      subscriptionTo(URL_A, { failingSinceMs: 1 }),
      subscriptionTo(URL_A, { state: 'paused' }),
      { ...plain, id: 'sub_users_own' as typeof plain.id, dialect: 'users-own' },
    ];
    const records = createMapRecords([plain, ...others]);
    expect(limitsOfLane(records, plain.id).ahead).toBe(6);
    expect(others.map(({ id }) => limitsOfLane(records, id).ahead)).toEqual(others.map(() => 0));
    expect(
      limitsOfLane(records, byHandLaneOf({ subscriptionId: plain.id, url: URL_A })).ahead,
    ).toBe(undefined);
  });

  it('lets an endpoint that only fails have a few at a time, never more than its policy', () => {
    const failing = subscriptionTo(URL_A, { failingSinceMs: 1 });
    const narrow = subscriptionTo(URL_A, { failingSinceMs: 1, policy: { concurrency: 2 } });
    const records = createMapRecords([failing, narrow]);
    expect(limitsOfLane(records, failing.id).concurrency).toBe(8);
    expect(limitsOfLane(records, narrow.id).concurrency).toBe(2);
  });

  it('keeps what is started by hand out of pause, line and rate', () => {
    const subscription = subscriptionTo(URL_A, { state: 'paused', policy: { ordered: true } });
    const delivery = { subscriptionId: subscription.id, url: URL_A };
    const records = createMapRecords([subscription]);
    expect(laneOf(delivery)).toBe(subscription.id);
    expect(limitsOfLane(records, byHandLaneOf(delivery))).toMatchObject({
      isPaused: false,
      isOrdered: false,
      ratePerS: null,
    });
  });
});
