import { randomUUID } from 'node:crypto';
import type { DeliveryId } from '../../contract/ids.ts';
import type { DeliveryRecord } from '../../core/records.ts';
import type { Clock } from '../../ports.ts';
import type { RedisLink } from './connection.ts';
import { RELEASE, RENEW } from './delivery-lua.ts';

/** A worker that died gives its deliveries back after this long. */
export const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5_000;

/** The deliveries that this process attempts: its leases are renewed for as long as it lives. */
export class ClaimLeases {
  readonly owner = randomUUID();
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #held = new Map<DeliveryId, DeliveryRecord>();
  readonly #releasing = new Map<DeliveryId, Promise<unknown>>();
  #cancelRenewal: (() => void) | undefined;

  constructor(link: RedisLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
  }

  hold(record: DeliveryRecord): void {
    this.#held.set(record.id, record);
    this.#cancelRenewal ??= this.#clock.after(RENEW_EVERY_MS, () => this.#renew());
  }

  /** As it was claimed, where this process has it. */
  heldRecord(id: DeliveryId): DeliveryRecord | undefined {
    return this.#held.get(id);
  }

  /** The script that recorded the attempt has ended the claim already. */
  drop(id: DeliveryId): void {
    this.#held.delete(id);
  }

  /** Where Redis is away the lease runs out by itself. */
  release(id: DeliveryId): void {
    this.drop(id);
    const released = this.#link
      .run(RELEASE, this.owner, id)
      .catch(() => undefined)
      .finally(() => this.#releasing.delete(id));
    this.#releasing.set(id, released);
  }

  /** Whoever claims in this process comes after the release that was asked for before. */
  async afterRelease(id: DeliveryId): Promise<void> {
    await this.#releasing.get(id);
  }

  async close(): Promise<void> {
    this.#cancelRenewal?.();
    const ids = [...this.#held.keys()];
    this.#held.clear();
    if (ids.length > 0) {
      await this.#link.run(RELEASE, this.owner, ids).catch(() => undefined);
    }
  }

  #renew(): void {
    this.#cancelRenewal = undefined;
    if (this.#held.size > 0) {
      this.#link.run(RENEW, this.owner, LEASE_MS, [...this.#held.keys()]).catch(() => undefined);
      this.#cancelRenewal = this.#clock.after(RENEW_EVERY_MS, () => this.#renew());
    }
  }
}
