import { z } from 'zod';
import { SignatureReportSchema } from './signature.ts';

/** Why a signature does not hold. Each has one sentence on screen and, where it can be, a proof. */
export const CAUSE_CODES = [
  'wrong_secret',
  'secret_form',
  'secret_kind',
  'body_reserialised',
  'newline',
  'charset',
  'compression',
  'form',
  'body_changed',
  'time',
  'time_unit',
  'encoding',
  'scheme',
  'header',
] as const;
/** Mistakes that the explainer knows. */
export const CauseCodeSchema = z.enum(CAUSE_CODES);
export type CauseCode = z.infer<typeof CauseCodeSchema>;

/** One cause. `proved`: a recomputed variant reproduces the value. `likely`: evidence only. */
export const CauseSchema = z.object({
  code: CauseCodeSchema,
  certainty: z.enum(['proved', 'likely']),
  sentence: z.string(),
  usual_reason: z.string(),
  fix: z.string(),
  evidence: z.string(),
});
export type Cause = z.infer<typeof CauseSchema>;

/**
 * A run of the signed bytes: `start` up to, not including, `end`. `before_body` and `after_body` are
 * what has no name of its own: separators, sorted parameters, a base of several headers.
 */
export const SpanSchema = z.object({
  part: z.enum([
    'id',
    'timestamp',
    'method',
    'url',
    'before_body',
    'body',
    'after_body',
    'suspect',
  ]),
  start: z.number().int(),
  end: z.number().int(),
});

/** The whole answer to "why does this signature fail". Holds no secret. */
export const ExplanationSchema = z
  .object({
    certainty: z.enum(['valid', 'proved', 'likely', 'unknown']),
    headline: z.string(),
    causes: z.array(CauseSchema).describe('all of them together reproduce the value, if proved'),
    report: SignatureReportSchema,
    scheme: z.string().describe('how the dialect signs, as a formula'),
    keys: z
      .array(
        z.object({
          id: z.string(),
          label: z.string(),
          hint: z.string().describe('masked: prefix and last three characters, as in the lists'),
        }),
      )
      .optional()
      .describe('every key that is known, by whose it is: any can be chosen by `key`'),
    key_id: z.string().nullable().optional().describe('the one that was used; null: none of them'),
    key_form: z.string().describe('how the key is read, with the secret masked'),
    received: z.string().nullable(),
    computed: z.string().nullable(),
    differs_at: z.number().int().nullable().describe('first differing character, 1 for the first'),
    signed_size: z.number().int(),
    signed_base64: z.string().nullable().describe('the signed bytes, up to 256 KiB'),
    spans: z.array(SpanSchema),
    sender_base64: z
      .string()
      .nullable()
      .describe('the same bytes over the body that was signed, where that is another one'),
    variants_tried: z.number().int(),
    duration_ms: z.number().nullable(),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof ExplanationSchema>;
