import { z } from 'zod';
import { CaptureSchema } from './capture.ts';
import { DeliverySchema, OutcomeSchema } from './delivery.ts';
import { CaptureIdSchema, DeliveryIdSchema } from './ids.ts';
import { DialectIdSchema, SecretSchema } from './subscription.ts';
import { HeaderNameSchema, HttpUrlSchema, InstantSchema, RawHeadersSchema } from './text.ts';

/** How a capture is sent again: its exact bytes, or signed anew at this moment. Any part can be edited. */
export const ReplayCreateSchema = z.object({
  mode: z
    .enum(['exact', 'resign'])
    .default('resign')
    .describe('resign: fresh timestamp, same delivery id; exact where no dialect or key is known'),
  url: HttpUrlSchema.optional().describe('the last target, or the first forward URL, if left out'),
  method: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/, 'an HTTP method')
    .optional(),
  headers: z
    .array(z.tuple([HeaderNameSchema, z.string().max(65_536)]))
    .max(20_000)
    .optional()
    .describe('in place of the captured ones; the signature follows where mode is resign'),
  body_base64: z.base64().optional().describe('in place of the captured body'),
  body_text: z.string().optional().describe('the same as UTF-8 text'),
  dialect: DialectIdSchema.optional().describe("signs as this one; the capture's own if left out"),
  secret: SecretSchema.optional().describe("signs with this one; the path's own if left out"),
  times: z.number().int().min(1).max(10_000).default(1),
  rate_per_s: z
    .number()
    .min(0.1)
    .max(10_000)
    .optional()
    .describe('as fast as answers come if left out'),
  timeout_ms: z.number().int().min(100).max(120_000).default(15_000),
  wait_ms: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(10_000)
    .describe('answers after so long at the latest, with how far it is'),
});

/** One request of a replay and what was answered. */
export const ReplayRunSchema = z.object({
  number: z.number().int(),
  at: InstantSchema,
  outcome: OutcomeSchema,
  status: z.number().int().nullable(),
  headers: RawHeadersSchema,
  body_base64: z.string().describe('the first 64 KiB of the answer'),
  duration_ms: z.number(),
  text: z.string().describe('one sentence'),
  differences: z
    .array(z.string())
    .describe('what differs from the answer that the capture got; [] where nothing does'),
});
export type ReplayRun = z.infer<typeof ReplayRunSchema>;

/** A replay of one capture with all its runs. */
export const ReplaySchema = z
  .object({
    id: z.string(),
    capture_id: CaptureIdSchema,
    url: z.string(),
    mode: z.enum(['exact', 'resign']),
    state: z.enum(['running', 'done', 'stopped']),
    times: z.number().int(),
    done: z.number().int(),
    warning: z.string().nullable().describe('such as an old timestamp in exact bytes'),
    sent: z.object({ method: z.string(), url: z.string(), headers: RawHeadersSchema }),
    runs: z.array(ReplayRunSchema).describe('the latest 1,000'),
    statuses: z.record(z.string(), z.number().int()).describe('runs per status or outcome'),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof ReplaySchema>;

/** One side of a comparison: a capture, or an attempt of a delivery. */
export const CompareSideSchema = z.union([
  z.object({ capture_id: CaptureIdSchema }),
  z.object({
    delivery_id: DeliveryIdSchema,
    attempt: z.number().int().min(1).optional().describe('its number; the last if left out'),
  }),
]);
export type CompareSide = z.infer<typeof CompareSideSchema>;

/** What two requests are compared by. */
export const CompareOptionsSchema = z.object({
  ignore_whitespace: z.boolean().default(false),
  ignore_key_order: z.boolean().default(false),
  ignore_timestamps: z.boolean().default(false),
  indent_json: z
    .boolean()
    .default(false)
    .describe('bodies that are both JSON are compared line by line as if both were indented'),
});
export type CompareOptions = z.infer<typeof CompareOptionsSchema>;

export const DiffStateSchema = z.enum(['same', 'changed', 'left_only', 'right_only']);
/** Two requests side by side. */
export const ComparisonSchema = z
  .object({
    differences: z.number().int(),
    text: z.string().describe('one sentence'),
    start: z.array(
      z.object({ what: z.string(), left: z.string(), right: z.string(), state: DiffStateSchema }),
    ),
    headers: z.array(
      z.object({
        name: z.string(),
        left: z.string().nullable(),
        right: z.string().nullable(),
        state: DiffStateSchema,
        note: z.string().nullable().describe('such as a changed case or place'),
      }),
    ),
    body: z.object({
      state: DiffStateSchema,
      left_size: z.number().int(),
      right_size: z.number().int(),
      first_difference: z.number().int().nullable().describe('offset in bytes'),
      is_text: z.boolean(),
      is_partial: z.boolean().describe('only the first part was compared line by line'),
      is_json: z.boolean().describe('both are JSON, so that they can be indented'),
      is_indented: z
        .boolean()
        .describe(
          '`lines` are those of the indented text; never where that would hide what differs',
        ),
      lines: z.array(
        z.object({
          kind: z.enum(['same', 'left', 'right']),
          text: z.string(),
          left_line: z.number().int().nullable(),
          right_line: z.number().int().nullable(),
        }),
      ),
      note: z.string().nullable().describe('what was added or removed, where it has a name'),
    }),
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof ComparisonSchema>;

/** A delivery's last attempt joined to the capture that it became; one side may be missing. */
export const TraceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['joined', 'sent_only', 'captured_only']),
    at: InstantSchema,
    joined_by: z.string().nullable().describe('the header or key that both sides carry'),
    delivery: DeliverySchema.nullable(),
    attempt: z.number().int().nullable(),
    capture: CaptureSchema.nullable(),
    gap_ms: z.number().nullable().describe('from the start of the attempt to the capture'),
    text: z.string().describe('one sentence'),
  })
  .meta({ id: 'Trace' });
export type Trace = z.infer<typeof TraceSchema>;

/** Forms in which recorded requests are written. */
export const ExportFormatSchema = z.enum([
  'har',
  'raw',
  'cassette',
  'curl_bash',
  'curl_powershell',
  'curl_cmd',
  'fetch',
]);
export type ExportFormat = z.infer<typeof ExportFormatSchema>;
