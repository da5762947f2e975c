import { z } from 'zod';
import { CaptureIdSchema, DeliveryIdSchema } from './ids.ts';
import { HttpUrlSchema, InstantSchema } from './text.ts';

/** So many captures are replayed in one go: more is a load test, which a burst does. */
export const MAX_REPLAYED_CAPTURES = 1_000;

const chosen = {
  filter: z.string().max(2000).optional().describe('in place of ids: all that it matches'),
  newest: z.number().int().min(1).max(100_000).optional().describe('only so many, the newest'),
};

/** Which rows of a list to send again. */
export const BulkReplayCreateSchema = z.discriminatedUnion('list', [
  z.object({
    list: z.literal('captures'),
    ids: z.array(CaptureIdSchema).max(10_000).optional(),
    ...chosen,
    url: HttpUrlSchema.optional().describe('the last target if left out'),
    mode: z.enum(['exact', 'resign']).default('resign'),
  }),
  z.object({
    list: z.literal('deliveries'),
    ids: z.array(DeliveryIdSchema).max(10_000).optional(),
    ...chosen,
  }),
]);
export type BulkReplayCreate = z.infer<typeof BulkReplayCreateSchema>;

/** A replay of many as it goes on, and what came of it. */
export const BulkReplaySchema = z
  .object({
    id: z.string(),
    list: z.enum(['captures', 'deliveries']),
    state: z.enum(['running', 'done', 'stopped', 'failed']),
    text: z.string().nullable().describe('why it failed'),
    total: z.number().int(),
    sent: z.number().int().describe('so many went out, or are on their way to the queue'),
    answered: z.number().int().describe('so many of them are known to have ended'),
    ok: z.number().int().describe('answered 2xx; of deliveries: accepted as new ones'),
    statuses: z.record(z.string(), z.number().int()).describe('runs per status or outcome'),
    problems: z
      .array(z.object({ id: z.string(), text: z.string() }))
      .describe('the first 100 that were not ok'),
    url: z.string().nullable(),
    started_at: InstantSchema,
    ended_at: InstantSchema.nullable(),
  })
  .meta({ id: 'BulkReplay' });
export type BulkReplay = z.infer<typeof BulkReplaySchema>;
