import { z } from 'zod';
import { AttemptIdSchema, DeliveryIdSchema, EventIdSchema, SubscriptionIdSchema } from './ids.ts';
import { InstantSchema, RawHeadersSchema } from './text.ts';

/** Where a delivery stands; all but `pending` are final, unless a person acts. */
export const DeliveryStateSchema = z.enum(['pending', 'delivered', 'failed', 'cancelled']);
export type DeliveryState = z.infer<typeof DeliveryStateSchema>;

/**
 * How an attempt ended. `answered` has a status (2xx or not); all others name what went wrong
 * before or during the answer. The explanation of each is one sentence in `core/outcomes`.
 * Stored by their place in this list: a new one comes last.
 */
export const OUTCOMES = [
  'answered',
  'redirected',
  'timeout',
  'refused',
  'reset',
  'closed',
  'dns_failed',
  'unreachable',
  'tls_failed',
  'blocked',
  'invalid_answer',
  'headers_too_large',
  'answer_too_slow',
  'interrupted',
  'headers_too_slow',
  'answer_too_large',
  'cut_short',
  'reset_in_answer',
  'unasked_interim',
] as const;
/** How an attempt ended: with an answer, or with a failure that has a name. */
export const OutcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof OutcomeSchema>;

/**
 * What started an attempt. Only `schedule` attempts are retries, and of these only those of deliveries
 * that are no replays count towards disabling their subscription.
 */
export const AttemptCauseSchema = z.enum(['schedule', 'manual', 'replay', 'test']);
export type AttemptCause = z.infer<typeof AttemptCauseSchema>;

/** Where the time of an attempt went, in milliseconds. */
export const TimingSchema = z.object({
  connect_ms: z.number().nullable().describe('null where a warm connection was used'),
  wait_ms: z
    .number()
    .nullable()
    .describe('from the last byte sent to the first byte of the answer'),
  total_ms: z.number(),
});

/** One HTTP request of a delivery, in full. */
export const AttemptSchema = z
  .object({
    id: AttemptIdSchema,
    number: z.number().int().describe('1 for the first'),
    cause: AttemptCauseSchema,
    started_at: InstantSchema,
    outcome: OutcomeSchema,
    is_success: z.boolean(),
    explanation: z.string().describe('one sentence: what happened and what follows'),
    status: z.number().int().nullable(),
    timing: TimingSchema,
    request: z.object({
      method: z.string(),
      url: z.string(),
      headers: RawHeadersSchema,
      body_base64: z.string(),
      size: z.number().int(),
    }),
    response: z
      .object({
        headers: RawHeadersSchema,
        body_base64: z.string().describe('the first 64 KiB'),
        size: z.number().int().describe('bytes received'),
        is_cut: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof AttemptSchema>;

/** One event on its way to one subscription: a list row. */
export const DeliverySchema = z
  .object({
    id: DeliveryIdSchema,
    number: z.number().int().describe('running number, as in #1042'),
    state: DeliveryStateSchema,
    event_id: EventIdSchema,
    event_type: z.string(),
    subscription_id: SubscriptionIdSchema.nullable().describe('null for a one-off send'),
    url: z.string(),
    attempts: z.number().int(),
    attempts_planned: z.number().int().describe('in all, if none succeeds: from the policy'),
    next_attempt_at: InstantSchema.nullable(),
    created_at: InstantSchema,
    updated_at: InstantSchema,
    last_status: z.number().int().nullable(),
    last_outcome: OutcomeSchema.nullable(),
    last_duration_ms: z.number().nullable(),
    is_replay: z.boolean(),
    is_test: z.boolean(),
    waits_for: DeliveryIdSchema.nullable().describe('ordered subscriptions: the head of the line'),
    note: z.string().nullable().describe('why it was cancelled, or why it waits'),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof DeliverySchema>;

/** `/api/deliveries/{id}`: the row, with every attempt in full in place of their number. */
export const DeliveryDetailSchema = DeliverySchema.extend({
  attempts: z.array(AttemptSchema),
  data_text: z.string(),
  capture_ids: z
    .array(z.string())
    .describe('captures of our own receiver that these attempts became'),
}).meta({ id: 'DeliveryDetail' });
export type DeliveryDetail = z.infer<typeof DeliveryDetailSchema>;

/** Counts that balance at every moment: each delivery is in exactly one state. */
export const LedgerSchema = z
  .object({
    events: z.number().int(),
    deliveries: z.object({
      total: z.number().int(),
      pending: z.number().int(),
      delivered: z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
    }),
    attempts: z.number().int(),
    captures: z.object({
      received: z.number().int(),
      stored: z.number().int(),
      pruned: z.number().int(),
      deleted: z.number().int(),
    }),
  })
  .meta({ id: 'Ledger' });
export type Ledger = z.infer<typeof LedgerSchema>;
