import { createLaneQueue } from '../../server/adapters/memory/lane-queue.ts';
import { createSealedBox } from '../../server/adapters/sealed-box.ts';
import { systemClock } from '../../server/adapters/system-clock.ts';
import { createSystemRandom } from '../../server/adapters/system-random.ts';
import { createTransport } from '../../server/adapters/undici/transport.ts';
import type { SubscriptionId } from '../../server/contract/ids.ts';
import { type Policy, PolicySchema } from '../../server/contract/policy.ts';
import { findDialect } from '../../server/core/dialects/registry.ts';
import type { DeliveryRecord, SealedKey, SubscriptionRecord } from '../../server/core/records.ts';
import { attemptDelivery } from '../../server/flows/attempt-delivery.ts';
import type { DeliveryDeps } from '../../server/flows/delivery-deps.ts';
import { limitsOfLane } from '../../server/flows/lanes.ts';
import { createAttemptMaker } from '../../server/flows/make-attempt.ts';
import { createOneAtATime } from '../../server/flows/one-at-a-time.ts';
import type { Clock, Log, SealedBox, Transport } from '../../server/ports.ts';
import { createMapDeliveries, type MapDeliveries } from './map-deliveries.ts';
import { createMapRecords } from './map-records.ts';

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface DeliveryBed extends DeliveryDeps {
  readonly deliveries: MapDeliveries;
  /** Everything that the feed was told of deliveries, in order. */
  readonly seen: DeliveryRecord[];
  stop(): Promise<void>;
}

/** The whole outgoing path over real sockets, with the store in maps. */
export async function openDeliveryBed(
  subscriptions: readonly SubscriptionRecord[],
  options: {
    clock?: Clock;
    box?: SealedBox;
    transport?: Transport;
    log?: Log;
    sendingRules?: DeliveryDeps['sendingRules'];
  } = {},
): Promise<DeliveryBed> {
  const clock = options.clock ?? systemClock;
  const seen: DeliveryRecord[] = [];
  const records = createMapRecords(subscriptions);
  const log = options.log ?? silentLog;
  const random = createSystemRandom();
  const queue = createLaneQueue({ clock, log });
  const transport = options.transport ?? createTransport({ clock });
  const bed: DeliveryBed = {
    subscriptions: records,
    deliveries: createMapDeliveries(() => clock.now()),
    queue,
    maker: createAttemptMaker({ transport, clock, random }),
    feed: {
      delivery: (record) => seen.push(record),
      capture: () => undefined,
      capturesDeleted: () => undefined,
      changed: () => undefined,
    },
    box: options.box ?? testBox,
    clock,
    random,
    log,
    meter: {
      triggered: () => undefined,
      attempted: () => undefined,
      captured: () => undefined,
    },
    oneAtATime: createOneAtATime(),
    sendingRules:
      options.sendingRules ??
      (() => ({ isShared: false, isDesktop: false, allowedPrivateHosts: [] })),
    seen,
    stop: async () => {
      await queue.stop(1000);
      await transport.close();
    },
  };
  await queue.start(
    (job, freeSlot) => attemptDelivery(bed, job, freeSlot),
    (lane) => limitsOfLane(records, lane),
  );
  return bed;
}

export const testBox = createSealedBox(new Uint8Array(32).fill(7));

export const TEST_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export function sealedKey(secret = TEST_SECRET, expiresAtMs: number | null = null): SealedKey {
  return {
    sealedSecret: testBox.seal(secret),
    publicKey: null,
    hint: '',
    createdAtMs: 0,
    expiresAtMs,
  };
}

let made = 0;

/** A subscription in the standard dialect, enabled, for every event type. */
export function subscriptionTo(
  url: string,
  change: Partial<Omit<SubscriptionRecord, 'policy'>> & { policy?: Partial<Policy> } = {},
): SubscriptionRecord {
  made += 1;
  const dialect = change.dialect ?? 'standard';
  if (findDialect(dialect) === undefined) {
    throw new Error(`no dialect ${dialect}`);
  }
  return {
    id: `sub_test${String(made).padStart(8, '0')}` as SubscriptionId,
    url,
    eventTypes: ['*'],
    dialect,
    name: 'test',
    description: '',
    headers: {},
    state: 'enabled',
    disabled: null,
    failingSinceMs: null,
    failureWarnedAtMs: null,
    keys: [sealedKey()],
    isDemo: false,
    createdAtMs: 0,
    ...change,
    policy: PolicySchema.parse(change.policy ?? {}),
  };
}
