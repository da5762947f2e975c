import { z } from 'zod';
import { EventIdSchema } from './ids.ts';
import { EventTypeNameSchema, InstantSchema } from './text.ts';

/** An entry of the catalogue. */
export const EventTypeSchema = z
  .object({
    name: EventTypeNameSchema,
    group: z.string().max(64),
    description: z.string().max(500),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of data'),
    sample: z.unknown().describe('a typical data value'),
    samples: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('further samples by name: minimal, every_field, odd_unicode'),
    own_samples: z
      .record(z.string(), z.string())
      .optional()
      .describe('samples of your own by name, as text: each may be a template'),
    origin: z.enum(['built_in', 'user', 'dialect']),
  })
  .meta({ id: 'EventType' });
export type EventType = z.infer<typeof EventTypeSchema>;

/** One occurrence of an event type. Its id never changes. */
export const EventSchema = z
  .object({
    id: EventIdSchema,
    event_type: z.string(),
    created_at: InstantSchema,
    size: z.number().int().describe('bytes of data as given'),
    deliveries: z.number().int(),
    origin: z.string().describe('trigger, ping, hook, publisher, replay, test, burst'),
  })
  .meta({ id: 'Event' });
export type WebhookEvent = z.infer<typeof EventSchema>;

/** An event with its data. */
export const EventDetailSchema = EventSchema.extend({
  data: z.unknown().describe('parsed; numbers beyond 2^53 are exact in data_text only'),
  data_text: z.string().describe('the JSON text exactly as it was given'),
}).meta({ id: 'EventDetail' });
export type EventDetail = z.infer<typeof EventDetailSchema>;
