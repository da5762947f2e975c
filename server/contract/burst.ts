import { z } from 'zod';
import { type BurstId, BurstIdSchema, SubscriptionIdSchema } from './ids.ts';
import { EventTypeNameSchema, HttpUrlSchema, InstantSchema } from './text.ts';

/** Many events of one type at a rate, to one subscription or to a one-off URL. */
export const BurstCreateSchema = z
  .object({
    event_type: EventTypeNameSchema,
    count: z.number().int().min(1).max(200_000).default(10_000),
    rate_per_s: z.number().int().min(1).max(20_000).default(1000),
    parallel: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(50)
      .describe('deliveries that wait for their first answer at a time, at most'),
    subscription_id: SubscriptionIdSchema.optional(),
    url: HttpUrlSchema.optional().describe('in place of a subscription; sent once, not retried'),
    dialect: z.string().max(64).optional().describe('of a one-off URL; standard if left out'),
    secret: z.string().max(4096).optional().describe('of a one-off URL; a new one if left out'),
    confirm_host: z
      .string()
      .max(255)
      .optional()
      .describe('the host of the target once more, required where it is not this computer'),
  })
  .meta({ id: 'BurstCreate' });
export type BurstCreate = z.infer<typeof BurstCreateSchema>;

/** What happened in one stretch of time of a burst. */
export const BurstSampleSchema = z.object({
  at_ms: z.number().describe('end of the stretch, from the start of the burst'),
  sent_per_s: z.number(),
  delivered_per_s: z.number(),
  failed_per_s: z.number().describe('failed attempts'),
  p95_ms: z.number().nullable(),
  cpu_percent: z.number().describe('of one core, all threads of the server together'),
});
export type BurstSample = z.infer<typeof BurstSampleSchema>;

/** A burst with its counts. */
export const BurstSchema = z
  .object({
    id: BurstIdSchema,
    event_type: z.string(),
    count: z.number().int(),
    rate_per_s: z.number(),
    parallel: z.number().int(),
    subscription_id: SubscriptionIdSchema.nullable(),
    url: z.string(),
    state: z.enum(['sending', 'waiting', 'done', 'stopped', 'aborted']),
    error: z.string().nullable().describe('why it was aborted'),
    started_at: InstantSchema,
    ended_at: InstantSchema.nullable(),
    sent: z.number().int().describe('events that were stored'),
    waiting: z.number().int().describe('sent, and no answer yet'),
    delivered: z.number().int(),
    failed: z.number().int(),
    retrying: z.number().int(),
    cancelled: z.number().int(),
    attempts: z.number().int(),
    captured: z
      .object({
        lost: z.number().int().describe('delivered, but not stored by our receiver'),
        twice: z.number().int().describe('accepted more than once by our receiver'),
      })
      .nullable()
      .describe('null where the target is not our receiver, or its dialect carries no event id'),
    latency_ms: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
    failures: z.array(z.object({ cause: z.string(), count: z.number().int() })),
    cpu_percent: z.number().nullable(),
  })
  .meta({ id: 'Burst' });
export type Burst = z.infer<typeof BurstSchema>;

/** A burst with its samples over time. */
export const BurstDetailSchema = BurstSchema.extend({
  samples: z.array(BurstSampleSchema),
}).meta({ id: 'BurstDetail' });
export type BurstDetail = z.infer<typeof BurstDetailSchema>;

/** The id of a burst's n-th event: it names its run, so that rows can be told by it on both sides. */
export function burstEventId(burstId: BurstId, index: number): string {
  return `evt_${burstId}_${index.toString(36)}`;
}

/** The run of an event, by the event's id; null for any other event. */
export function burstOfEvent(eventId: string | null): BurstId | null {
  const match = eventId === null ? null : /^evt_(bst_[A-Za-z0-9]{8,32})_[0-9a-z]+$/.exec(eventId);
  return match?.[1] === undefined ? null : (match[1] as BurstId);
}
