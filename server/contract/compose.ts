import { z } from 'zod';
import { BreakItSchema } from './break-it.ts';
import { EventIdSchema, SubscriptionIdSchema } from './ids.ts';
import { DialectIdSchema, SecretSchema, StaticHeadersSchema } from './subscription.ts';
import { EventTypeNameSchema, HttpUrlSchema, RawHeadersSchema } from './text.ts';

/** More than this is a burst. */
export const MAX_COMPOSED = 1000;

/**
 * An event as it was composed: its data is a template in Liquid, filled in anew for each event.
 * Neither `subscription_id` nor `url`: to all that match.
 */
export const ComposeSchema = z
  .object({
    event: EventTypeNameSchema,
    template: z
      .string()
      .min(1, 'write the payload as JSON')
      .describe(
        'JSON text of data; {{ uuid }}, {{ now }}, {{ timestamp }}, {{ timestamp_ms }}, {{ counter }}, {{ event }}, {{ event_id }} and {{ fake.… }} are filled in',
      ),
    is_template: z.boolean().default(true).describe('false: sent as it is, braces and all'),
    seed: z
      .number()
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('of uuid and fake data; the same seed as the preview makes the event it showed'),
    subscription_id: SubscriptionIdSchema.optional(),
    url: HttpUrlSchema.optional().describe('in place of a subscription; sent once, not retried'),
    dialect: DialectIdSchema.optional().describe('of a one-off URL; standard if left out'),
    secret: SecretSchema.optional().describe('of a one-off URL; a new one if left out'),
    headers: StaticHeadersSchema.optional().describe('of a one-off URL'),
    break_it: BreakItSchema.optional(),
  })
  .meta({ id: 'Composed' });
export type Composed = z.output<typeof ComposeSchema>;

/** One request as it would go out. Ids, time and signature are made anew when it is sent. */
export const PreviewRequestSchema = z.object({
  to: z.string().describe('name of the subscription, or the URL'),
  subscription_id: SubscriptionIdSchema.nullable(),
  dialect: z.string(),
  method: z.string(),
  url: z.string(),
  headers: RawHeadersSchema,
  body_text: z.string(),
  body_size: z.number().int().describe('bytes as sent'),
});

/** A composed event as the requests that it will become. */
export const PreviewSchema = z
  .object({
    seed: z.number().int(),
    data_text: z.string().describe('the data with its template filled in'),
    has_template: z.boolean(),
    requests: z.array(PreviewRequestSchema).describe('the first 20'),
    total: z.number().int().describe('requests that one event becomes'),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof PreviewSchema>;

/** What became of a composed event. */
export const ComposedSentSchema = z.object({
  message: z.string(),
  event_ids: z.array(EventIdSchema),
  deliveries: z.number().int(),
});
export type ComposedSent = z.infer<typeof ComposedSentSchema>;
