import { z } from 'zod';
import { EventIdSchema, TriggerHookIdSchema } from './ids.ts';
import { ProblemSchema } from './problem.ts';
import { EventTypeNameSchema, EventTypePatternSchema, HttpUrlSchema } from './text.ts';

/** Body of `POST /trigger`: one event to be fired. */
export const TriggerSchema = z.object({
  event: EventTypeNameSchema,
  data: z.unknown().refine((value) => value !== undefined, 'data is required; null is allowed'),
  id: EventIdSchema.optional().describe(
    'the same id again is not sent twice, for as long as the first event is kept',
  ),
});
export type TriggerInput = z.infer<typeof TriggerSchema>;

/** Answer to an event that is stored; `is_duplicate` where its id was known and nothing is sent. */
export const TriggeredSchema = z.object({
  message: z.string(),
  event_id: EventIdSchema,
  deliveries: z.number().int(),
  is_duplicate: z.boolean().optional(),
});
export type Triggered = z.infer<typeof TriggeredSchema>;

/** One line's result of a batch: either accepted or a problem's code and detail. */
export const BatchResultSchema = z.object({
  line: z.number().int().describe('1 for the first; blank lines do not count'),
  event_id: EventIdSchema.optional(),
  deliveries: z.number().int().optional(),
  is_duplicate: z.boolean().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
});
export type BatchResult = z.infer<typeof BatchResultSchema>;

/** Answer to a batch: one result for each of its events, in their order. */
export const BatchTriggeredSchema = z.object({
  message: z.string(),
  accepted: z.number().int(),
  refused: z.number().int(),
  results: z.array(BatchResultSchema),
});

/** The 503 problem of a stream that the server's stop cut: one result per line that was taken. */
export const CutStreamSchema = ProblemSchema.extend({
  accepted: z.number().int(),
  refused: z.number().int(),
  next_line: z.number().int().describe('the first line that was not taken: send on from here'),
  results: z.array(BatchResultSchema),
}).meta({ id: 'CutStream' });
export type CutStream = z.infer<typeof CutStreamSchema>;

/** Which (URL, event type) pairs to unregister; without `event`, all of the URL. */
export const UnregisterSchema = z.object({
  url: HttpUrlSchema,
  event: z.string().min(1).max(128).optional(),
});

/** Body of the one-event form of registering. */
export const OneEventRegisterSchema = z.object({
  url: HttpUrlSchema,
  event: EventTypePatternSchema,
});

/** A stored set of arguments behind a generated id; `event_type` names what it fires. */
export const TriggerHookArgumentsSchema = z.record(z.string(), z.unknown());

/** A trigger hook as the control API shows it. */
export const TriggerHookSchema = z
  .object({
    id: TriggerHookIdSchema,
    event_type: z.string(),
    arguments: TriggerHookArgumentsSchema,
    created_at: z.string(),
    fired: z.number().int(),
  })
  .meta({ id: 'TriggerHook' });
export type TriggerHook = z.infer<typeof TriggerHookSchema>;
