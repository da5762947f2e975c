import { z } from 'zod';
import { CaptureIdSchema, InboxIdSchema, RuleIdSchema } from './ids.ts';
import { SignatureReportSchema, SignatureSummarySchema } from './signature.ts';
import { DialectIdSchema, SecretSchema } from './subscription.ts';
import { InstantSchema, RawHeadersSchema } from './text.ts';

/** One request that the receiver took in: a list row. */
export const CaptureSchema = z
  .object({
    id: CaptureIdSchema,
    number: z.number().int().describe('running number, as in #88'),
    method: z.string(),
    path: z.string().describe('the request target exactly as sent, query included'),
    received_at: InstantSchema,
    size: z.number().int().describe('bytes of the body as received'),
    is_cut: z.boolean().describe('the body was longer than the limit and is kept up to it'),
    signature: SignatureSummarySchema,
    status: z
      .number()
      .int()
      .nullable()
      .describe('what was answered; null where a rule cut the connection'),
    event_type: z.string().nullable(),
    delivery_key: z
      .string()
      .nullable()
      .describe("the sender's id of the delivery, such as webhook-id"),
    from: z.string().describe('whose: an inbox, a dialect or unknown'),
    rule_id: RuleIdSchema.nullable(),
    is_starred: z.boolean(),
    is_unseen: z.boolean(),
    is_replay: z.boolean(),
    is_duplicate: z.boolean().describe('the same delivery key came before'),
    is_forwarded: z.boolean(),
    duration_ms: z.number(),
  })
  .meta({ id: 'Capture' });
export type Capture = z.infer<typeof CaptureSchema>;

/** What we answered, byte for byte as far as a rule decided it. */
export const CaptureAnswerSchema = z.object({
  status: z.number().int().nullable(),
  headers: RawHeadersSchema,
  body_base64: z.string(),
  rule_id: RuleIdSchema.nullable(),
  rule_name: z.string().nullable(),
  fault: z.string().nullable(),
  delay_ms: z.number(),
  by: z.enum(['default', 'rule', 'challenge', 'app', 'limit']),
  text: z.string().describe('one sentence: who answered and why'),
});
export type CaptureAnswer = z.infer<typeof CaptureAnswerSchema>;

/** One forwarding of a capture to the user's own app. */
export const ForwardResultSchema = z.object({
  url: z.string(),
  at: InstantSchema,
  state: z.enum(['held', 'answered', 'failed']),
  status: z.number().int().nullable(),
  headers: RawHeadersSchema,
  body_base64: z.string(),
  duration_ms: z.number().nullable(),
  text: z.string(),
});
export type ForwardResult = z.infer<typeof ForwardResultSchema>;

/** `/api/captures/{id}`: everything but the body's bytes, which `/body` answers. */
export const CaptureDetailSchema = CaptureSchema.extend({
  raw_headers: RawHeadersSchema,
  raw_trailers: RawHeadersSchema,
  http_version: z.string(),
  url: z.string().describe('the full URL as the sender called it'),
  remote: z.object({ address: z.string(), port: z.number().int() }),
  finished_at: InstantSchema,
  signature_report: SignatureReportSchema.nullable(),
  answer: CaptureAnswerSchema.nullable(),
  forwards: z.array(ForwardResultSchema),
  delivery_id: z.string().nullable().describe('the delivery of our own exposee that caused it'),
  attempt_id: z.string().nullable(),
}).meta({ id: 'CaptureDetail' });
export type CaptureDetail = z.infer<typeof CaptureDetailSchema>;

/** What a person may change of a capture. */
export const CaptureChangeSchema = z
  .object({ is_starred: z.boolean(), is_unseen: z.boolean() })
  .partial();

/** An inbox: a path of the receiver with a name, a dialect and secrets (several, for rotation). */
export const InboxSchema = z
  .object({
    id: InboxIdSchema,
    path: z.string(),
    name: z.string(),
    dialect: z.string().nullable(),
    secret_hints: z.array(z.string()),
    answers_challenges: z.boolean(),
    is_demo: z.boolean(),
  })
  .meta({ id: 'Inbox' });
export type Inbox = z.infer<typeof InboxSchema>;

/** The path of an inbox, on which the receiver listens. */
export const InboxPathSchema = z
  .string()
  .max(500)
  .regex(
    /^\/[!-~]*$/,
    'a path as it is sent: it starts with /, and all but ASCII is encoded, as é is %C3%A9',
  )
  .regex(/^[^?#]*$/, 'a path without query; what is captured below it belongs to it anyway');

/** A new inbox. */
export const InboxCreateSchema = z.object({
  path: InboxPathSchema,
  name: z.string().max(80).optional(),
  dialect: DialectIdSchema.nullable().optional(),
  secrets: z.array(SecretSchema).max(10).optional(),
  answers_challenges: z.boolean().optional(),
});
/** What is left out stays as it is; `secrets` replace all that are known. */
export const InboxChangeSchema = InboxCreateSchema.partial();
