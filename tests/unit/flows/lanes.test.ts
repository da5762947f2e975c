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
    expect(limits).toEqual({ concurrency: 32, ratePerS: 5, isOrdered: true, isPaused: true });
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
