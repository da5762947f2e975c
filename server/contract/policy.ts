import { z } from 'zod';
import { EventTypePatternSchema } from './text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Standard Webhooks' advice as Svix runs it: at once, then after each of these delays. */
export const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [
  0,
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];

/** The delay before each attempt, in milliseconds; the first entry belongs to the first attempt. */
export const DelaysSchema = z
  .array(
    z
      .number()
      .int()
      .min(0)
      .max(30 * DAY_MS),
  )
  .min(1)
  .max(100);

/** When a failed attempt is tried again. */
export const ScheduleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('list'),
    delays_ms: DelaysSchema,
  }),
  z.object({
    kind: z.literal('exponential'),
    first_ms: z.number().int().min(1).max(DAY_MS),
    factor: z.number().min(1).max(10),
    max_ms: z
      .number()
      .int()
      .min(1)
      .max(30 * DAY_MS),
    attempts: z.number().int().min(1).max(100),
  }),
  z.object({
    kind: z.literal('preset'),
    dialect: z.string().max(64).describe("a provider's own schedule, by dialect id"),
  }),
]);
export type Schedule = z.infer<typeof ScheduleSchema>;

/** How one subscription is delivered to. Every field has a default; a change acts on the next attempt. */
export const PolicySchema = z
  .object({
    schedule: ScheduleSchema.default({ kind: 'list', delays_ms: [...DEFAULT_RETRY_DELAYS_MS] }),
    jitter: z.number().min(0).max(1).default(0.1).describe('share of each delay, added at random'),
    timeout_ms: z.number().int().min(100).max(120_000).default(15_000),
    concurrency: z.number().int().min(1).max(1000).default(64),
    rate_per_s: z.number().min(0.01).max(100_000).nullable().default(null),
    at_most_once: z.boolean().default(false),
    ordered: z.boolean().default(false).describe('the next event waits for the one before'),
    content_filter: z
      .string()
      .max(1000)
      .nullable()
      .default(null)
      .describe('JSONPath (RFC 9535) over data; delivered where it selects at least one node'),
    auto_disable: z
      .object({
        is_enabled: z.boolean().default(true),
        after_ms: z
          .number()
          .int()
          .min(1000)
          .max(365 * DAY_MS)
          .default(5 * DAY_MS),
      })
      .default({ is_enabled: true, after_ms: 5 * DAY_MS }),
    allow_private_addresses: z.boolean().default(false),
    trust_certificate: z.boolean().default(false).describe('accept a self-signed certificate'),
  })
  .meta({ id: 'Policy' });
export type Policy = z.infer<typeof PolicySchema>;

/** A change of a policy: any of its fields. Those left out stay as they are. */
export const PolicyChangeSchema = z
  .object({
    schedule: ScheduleSchema,
    jitter: z.number().min(0).max(1),
    timeout_ms: z.number().int().min(100).max(120_000),
    concurrency: z.number().int().min(1).max(1000),
    rate_per_s: z.number().min(0.01).max(100_000).nullable(),
    at_most_once: z.boolean(),
    ordered: z.boolean(),
    content_filter: z.string().max(1000).nullable(),
    auto_disable: z.object({
      is_enabled: z.boolean(),
      after_ms: z
        .number()
        .int()
        .min(1000)
        .max(365 * DAY_MS),
    }),
    allow_private_addresses: z.boolean(),
    trust_certificate: z.boolean(),
  })
  .partial();
export type PolicyChange = z.infer<typeof PolicyChangeSchema>;

export const EventTypesSchema = z.array(EventTypePatternSchema).min(1).max(200);
