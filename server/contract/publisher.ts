import { z } from 'zod';
import { PublisherIdSchema } from './ids.ts';
import { EventTypePatternSchema, InstantSchema } from './text.ts';

/** Dummy events at an interval (min = max) or at random intervals, from a seed. */
export const PublisherSchema = z
  .object({
    id: PublisherIdSchema,
    event_types: z.array(EventTypePatternSchema).min(1),
    min_ms: z.number().int(),
    max_ms: z.number().int(),
    seed: z.number().int(),
    count: z.number().int().nullable().describe('stops after so many; null: until stopped'),
    is_running: z.boolean(),
    published: z.number().int(),
    last_error: z.string().nullable(),
    next_at: InstantSchema.nullable(),
  })
  .meta({ id: 'Publisher' });
export type Publisher = z.infer<typeof PublisherSchema>;

/** A new publisher of dummy events. */
export const PublisherCreateSchema = z
  .object({
    event_types: z.array(EventTypePatternSchema).min(1).max(200).default(['*']),
    min_ms: z.number().int().min(10).max(86_400_000),
    max_ms: z.number().int().min(10).max(86_400_000),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
    count: z.number().int().min(1).max(10_000_000).nullable().default(null),
  })
  .refine((value) => value.min_ms <= value.max_ms, {
    path: ['max_ms'],
    message: 'must not be less than min_ms',
  });
export type PublisherCreate = z.infer<typeof PublisherCreateSchema>;
