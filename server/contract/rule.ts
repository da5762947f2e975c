import { z } from 'zod';
import { CaptureIdSchema, RuleIdSchema } from './ids.ts';
import { VerdictSchema } from './signature.ts';
import { HeaderNameSchema, HeaderValueSchema, HttpUrlSchema } from './text.ts';

/** How a text is compared: exactly, with `*` wildcards, or present at all. */
export const TextMatchSchema = z.object({
  is: z.string().max(2000).optional().describe('exact, or a pattern with *'),
  present: z.boolean().optional(),
});

/** What a rule applies to. Every part given must hold; an empty `when` matches everything. */
export const RuleWhenSchema = z.object({
  methods: z.array(z.string().max(40)).max(20).optional(),
  path: z
    .string()
    .max(500)
    .regex(/^[!-~]*$/, 'a path as it is sent: all but ASCII is encoded, as é is %C3%A9')
    .regex(/^[^?#]*$/, 'a path without query: `query` compares that')
    .optional()
    .describe('exact, or a pattern with *'),
  headers: z.record(HeaderNameSchema, TextMatchSchema).optional(),
  query: z.record(z.string().max(200), TextMatchSchema).optional(),
  body: z
    .object({ json_path: z.string().max(500), is: z.string().max(2000).optional() })
    .optional()
    .describe('RFC 9535: selects at least one node, equal to `is` where given'),
  event: z.string().max(200).optional().describe('exact, or a pattern with *'),
  verdict: z.array(VerdictSchema).max(5).optional(),
  dialect: z.string().max(64).optional(),
});
export type RuleWhen = z.infer<typeof RuleWhenSchema>;

/** How long the receiver waits before it answers, in milliseconds: fixed, or drawn between two. */
export const RuleDelaySchema = z.union([
  z.object({ ms: z.number().int().min(0).max(600_000) }),
  z.object({
    min_ms: z.number().int().min(0).max(600_000),
    max_ms: z.number().int().min(0).max(600_000),
  }),
]);

/** Raw faults: what a broken server does to its caller. */
export const FaultSchema = z.enum(['close', 'reset', 'hang', 'drip', 'half_body', 'wrong_length']);
export type Fault = z.infer<typeof FaultSchema>;

/** One answer of the receiver; with `fault` the socket misbehaves instead. */
export const RuleAnswerSchema = z.object({
  status: z.number().int().min(200).max(599).default(200),
  headers: z
    .array(z.tuple([HeaderNameSchema, HeaderValueSchema]))
    .max(50)
    .default([]),
  body: z.string().max(1_000_000).default('').describe('Liquid template over request and fake'),
  delay: RuleDelaySchema.optional(),
  redirect: HttpUrlSchema.optional(),
  fault: FaultSchema.optional(),
});
export type RuleAnswer = z.infer<typeof RuleAnswerSchema>;

/** What happens to a request that a rule applies to. */
export const RuleActionSchema = z.object({
  answer: RuleAnswerSchema,
  fail_first: z
    .object({
      times: z.number().int().min(1).max(1000),
      per: z.enum(['event', 'rule']).default('event'),
      answer: RuleAnswerSchema,
    })
    .optional(),
  sequence: z
    .array(RuleAnswerSchema)
    .max(100)
    .optional()
    .describe('one after the other, then `answer`'),
  probability: z
    .object({ share: z.number().min(0).max(1), seed: z.number().int() })
    .optional()
    .describe('applies to this share of requests; the rest falls through'),
  forward: z
    .object({ urls: z.array(HttpUrlSchema).min(1).max(10), use_answer: z.boolean().default(false) })
    .optional(),
});
export type RuleAction = z.infer<typeof RuleActionSchema>;

export const RuleSchema = z
  .object({
    id: RuleIdSchema,
    name: z.string().max(80),
    is_on: z.boolean(),
    when: RuleWhenSchema,
    action: RuleActionSchema,
    position: z.number().int(),
    hits: z
      .number()
      .int()
      .describe('since it was made or last reset; a kill of the program costs the last seconds'),
    counter: z
      .number()
      .int()
      .describe('how often fail_first or sequence has acted, since it was made or last reset'),
  })
  .meta({ id: 'Rule' });
export type Rule = z.infer<typeof RuleSchema>;

export const RuleCreateSchema = z.object({
  name: z.string().max(80),
  is_on: z.boolean().default(true),
  when: RuleWhenSchema,
  action: RuleActionSchema,
  position: z.number().int().min(0).optional().describe('0 is first; last where left out'),
});
export const RuleChangeSchema = z
  .object({
    name: z.string().max(80),
    is_on: z.boolean(),
    when: RuleWhenSchema,
    action: RuleActionSchema,
    position: z.number().int().min(0),
  })
  .partial();

export const RuleMatchSchema = z.object({
  capture_id: CaptureIdSchema,
  rule: RuleSchema.nullable().describe('null: the fallback answers'),
  text: z.string().describe('one sentence: which rule answers and why the ones before do not'),
  skipped: z.array(z.object({ rule_id: RuleIdSchema, because: z.string() })),
});
