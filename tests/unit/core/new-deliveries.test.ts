import { expect, it } from 'vitest';
import type { DeliveryId, EventId } from '../../../server/contract/ids.ts';
import { PolicySchema, type Schedule } from '../../../server/contract/policy.ts';
import { newDeliveries } from '../../../server/core/new-deliveries.ts';
import type { EventRecord } from '../../../server/core/records.ts';
import { subscriptionTo } from '../../support/delivery-bed.ts';

const NOW_MS = 1_700_000_000_000;

function firstDelayMs(schedule: Schedule, { origin = 'trigger', jitter = 0, random = 0.5 } = {}) {
  const subscription = {
    ...subscriptionTo('http://127.0.0.1:9/'),
    policy: PolicySchema.parse({ schedule, jitter }),
  };
  const event: EventRecord = {
    id: 'evt_1' as EventId,
    type: 'payment_received',
    dataText: '{}',
    createdAtMs: NOW_MS,
    origin: origin as EventRecord['origin'],
  };
  const [delivery] = newDeliveries(event, {
    subscriptions: [subscription],
    onlyIds: [subscription.id],
    newDeliveryId: () => 'dlv_1' as DeliveryId,
    random: () => random,
  });
  return (delivery?.nextAttemptAtMs ?? Number.NaN) - NOW_MS;
}

it('the first attempt waits as long as the first entry of the schedule says', () => {
  expect(firstDelayMs({ kind: 'list', delays_ms: [0, 5_000] })).toBe(0);
  expect(firstDelayMs({ kind: 'list', delays_ms: [5_000, 60_000] })).toBe(5_000);
  expect(
    firstDelayMs({ kind: 'exponential', first_ms: 9, factor: 2, max_ms: 99, attempts: 3 }),
  ).toBe(0);
  expect(firstDelayMs({ kind: 'preset', dialect: 'stripe' })).toBe(0);
});

it('with its jitter; a ping goes at once', () => {
  const schedule: Schedule = { kind: 'list', delays_ms: [10_000] };
  expect(firstDelayMs(schedule, { jitter: 0.2, random: 0.5 })).toBe(11_000);
  expect(firstDelayMs(schedule, { origin: 'ping' })).toBe(0);
});
