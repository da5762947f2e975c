import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DeliveryId } from '../../contract/ids.ts';
import type { DeliveryJob } from '../../ports.ts';
import { type RedisLink, redisScript } from './connection.ts';

// BullMQ keeps a job under its id, which says when it runs: a retry must not collapse into the job
// that is making the attempt. Which of them counts for a delivery and an intent stands here, in a
// hash `jobs:<delivery>` by attempt key; a job that is not named there any more ends without a word.

/** Ids only, and versioned: a newer Hookbench may find jobs of an older one. */
const PayloadSchema = z.object({
  version: z.literal(1),
  delivery: z.string(),
  lane: z.string(),
  cause: z.enum(['schedule', 'manual', 'replay', 'test']),
  key: z.string(),
});
export type JobPayload = z.infer<typeof PayloadSchema>;

/** Bull prefix, lane, BullMQ's queue name, then delivery, key and id of each job: the ids that were replaced. */
const NOTE_JOBS = redisScript(`
local p = ARGV[1]
redis.call('SADD', p..'lanes', ARGV[2])
local replaced = {}
for index = 4, #ARGV, 3 do
  local key = p..'jobs:'..ARGV[index]
  local place = ARGV[3]..' '..ARGV[index + 2]
  local known = redis.call('HGET', key, ARGV[index + 1])
  if known and known ~= place then replaced[#replaced + 1] = known end
  redis.call('HSET', key, ARGV[index + 1], place)
end
return replaced`);

/** Delivery, key, place: ends it where it still counts. */
const END_JOB = redisScript(`
local key = ARGV[1]..'jobs:'..ARGV[2]
if redis.call('HGET', key, ARGV[3]) == ARGV[4] then redis.call('HDEL', key, ARGV[3]) end
return 1`);

/** Delivery: the places of all its jobs, which count no more. */
const FORGET_JOBS = redisScript(`
local key = ARGV[1]..'jobs:'..ARGV[2]
local places = redis.call('HVALS', key)
redis.call('DEL', key)
return places`);

/** Bull prefix, deliveries: those whose scheduled job is nowhere. */
const FIND_MISSING = redisScript(`
local p = ARGV[1]
local missing = {}
for index = 3, #ARGV do
  local place = redis.call('HGET', p..'jobs:'..ARGV[index], 'schedule')
  local found = false
  if place then
    local name, id = string.match(place, '^(%S+) (%S+)$')
    found = redis.call('EXISTS', ARGV[2]..':'..name..':'..id) == 1
  end
  if not found then missing[#missing + 1] = ARGV[index] end
end
return missing`);

/**
 * Bull prefix, lane, queue name: '1' where nothing is left in the lane, which is then forgotten. Its
 * limits stay: another process may still have it open.
 */
const RETIRE_LANE = redisScript(`
local p = ARGV[1]
local key = ARGV[2]..':'..ARGV[4]..':'
local left = redis.call('LLEN', key..'wait') + redis.call('LLEN', key..'active')
  + redis.call('LLEN', key..'paused') + redis.call('ZCARD', key..'delayed')
  + redis.call('ZCARD', key..'prioritized')
if left > 0 then
  redis.call('SADD', p..'lanes', ARGV[3])
  return ''
end
redis.call('SREM', p..'lanes', ARGV[3])
for _, name in ipairs({'events', 'id', 'marker', 'limiter', 'stalled', 'stalled-check', 'delayed', 'wait', 'pc'}) do
  redis.call('UNLINK', key..name)
end
return '1'`);

export interface PlacedJob {
  readonly job: DeliveryJob;
  readonly id: string;
}

export class JobIndex {
  readonly bullPrefix: string;
  readonly #link: RedisLink;

  constructor(link: RedisLink) {
    this.#link = link;
    this.bullPrefix = link.key('bull');
  }

  /** Makes these the jobs that count; answers the places of those that they replace. */
  async note(lane: string, placed: readonly PlacedJob[]): Promise<string[]> {
    const args = placed.flatMap(({ job, id }) => [job.deliveryId, job.attemptKey, id]);
    return texts(await this.#link.run(NOTE_JOBS, lane, queueName(lane), args));
  }

  async counts(payload: JobPayload, id: string): Promise<boolean> {
    const key = this.#link.key(`jobs:${payload.delivery}`);
    const place = await this.#link.ask((redis) => redis.hget(key, payload.key));
    return place === placeOf(payload.lane, id);
  }

  async end(payload: JobPayload, id: string): Promise<void> {
    const { delivery, key, lane } = payload;
    await this.#link.run(END_JOB, delivery, key, placeOf(lane, id));
  }

  async forget(deliveryId: DeliveryId): Promise<string[]> {
    return texts(await this.#link.run(FORGET_JOBS, deliveryId));
  }

  async missing(ids: readonly DeliveryId[]): Promise<ReadonlySet<string>> {
    return new Set(texts(await this.#link.run(FIND_MISSING, this.bullPrefix, ids)));
  }

  lanes(): Promise<string[]> {
    return this.#link.ask((redis) => redis.smembers(this.#link.key('lanes')));
  }

  async retire(lane: string): Promise<boolean> {
    return (await this.#link.run(RETIRE_LANE, this.bullPrefix, lane, queueName(lane))) === '1';
  }
}

/** A lane is an id or a URL: neither may hold what BullMQ's names may not. */
export function queueName(lane: string): string {
  return `lane-${createHash('sha256').update(lane).digest('hex').slice(0, 20)}`;
}

/** Without a colon, as BullMQ asks. */
export function jobIdOf(job: DeliveryJob): string {
  return `${job.deliveryId}-${job.attemptKey}-${job.atMs}`.replaceAll(/[:\s]/g, '_');
}

export function payloadOf({ deliveryId, lane, cause, attemptKey }: DeliveryJob): JobPayload {
  return { version: 1, delivery: deliveryId, lane, cause, key: attemptKey };
}

/** Throws where it is not a payload of this version. */
export function readPayload(data: unknown): JobPayload {
  return PayloadSchema.parse(data);
}

export function jobOf(payload: JobPayload, atMs: number): DeliveryJob {
  const { delivery, lane, cause, key } = payload;
  return { deliveryId: delivery as DeliveryId, lane, cause, attemptKey: key, atMs };
}

/** Queue name and job id out of a place. */
export function splitPlace(place: string): [name: string, id: string] {
  const [name = '', id = ''] = place.split(' ');
  return [name, id];
}

function placeOf(lane: string, id: string): string {
  return `${queueName(lane)} ${id}`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
