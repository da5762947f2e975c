import { z } from 'zod';

/** valid; invalid: bytes do not match; stale: bytes match, the time does not; missing: no signature; unchecked: no key. */
export const VerdictSchema = z.enum(['valid', 'invalid', 'stale', 'missing', 'unchecked']);
export type Verdict = z.infer<typeof VerdictSchema>;

/** What a capture's list row says of its signature. */
export const SignatureSummarySchema = z.object({
  verdict: VerdictSchema,
  dialect: z.string().nullable().describe('the dialect checked against; null where none is known'),
});
export type SignatureSummary = z.infer<typeof SignatureSummarySchema>;

/** The five independent checks, all made even if the first fails. */
export const SignatureCheckNameSchema = z.enum([
  'header_present',
  'header_parses',
  'secret_usable',
  'time_in_tolerance',
  'bytes_match',
]);
export const SignatureCheckSchema = z.object({
  name: SignatureCheckNameSchema,
  result: z.enum(['pass', 'fail', 'skipped']),
  text: z.string().describe('one short sentence'),
});

/** The outcome of verifying one request. Never holds a secret. */
export const SignatureReportSchema = SignatureSummarySchema.extend({
  reason: z.string().describe('one sentence'),
  checks: z.array(SignatureCheckSchema),
  received: z.string().nullable().describe('the signature header value as received'),
  expected: z
    .string()
    .nullable()
    .describe('what it should have been; null for asymmetric dialects'),
  signed_prefix: z.string().nullable().describe('the signed bytes before the body, as text'),
  signed_suffix: z.string().nullable().describe('the signed bytes after the body, as text'),
  key_source: z.string().nullable().describe('whose secret fitted or was tried first'),
  notes: z.array(z.string()).describe("where the provider's own package differs from the letter"),
}).meta({ id: 'SignatureReport' });
export type SignatureReport = z.infer<typeof SignatureReportSchema>;

const UNITS_MS = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const OLD_MS = 5 * UNITS_MS.min;

/**
 * What the captured timestamp means for bytes that are sent again as they are, or null where it is
 * fresh, where none is signed or where the provider sets no limit. The age in whole units is read from the words of the check.
 */
export function oldTimestampText(
  report: Pick<SignatureReport, 'checks'> | null,
  receivedAtMs: number,
  nowMs: number,
): string | null {
  const check = report?.checks.find(({ name }) => name === 'time_in_tolerance');
  const [, amount, unit, side] =
    /^(\d+) (s|min|h|d) (old|in the future)/.exec(check?.text ?? '') ?? [];
  if (amount === undefined || check?.result === 'skipped') {
    return null;
  }
  const unitMs = UNITS_MS[unit as keyof typeof UNITS_MS];
  const ageAtFirstMs = Number(amount) * unitMs * (side === 'old' ? 1 : -1);
  const ageMs = ageAtFirstMs + nowMs - receivedAtMs;
  return ageMs > OLD_MS
    ? `Timestamp is ${ageText(ageMs)} old; most verifiers reject after 5 min.`
    : null;
}

function ageText(ageMs: number): string {
  const unit = ageMs < 7_200_000 ? 'min' : ageMs < 172_800_000 ? 'h' : 'd';
  return `${Math.round(ageMs / UNITS_MS[unit])} ${unit}`;
}

/** A dialect as `GET /api/dialects` shows it: the facts that signer, checker and snippets share. */
export const DialectInfoSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['symmetric', 'asymmetric', 'plain', 'unsigned']),
    headers: z
      .array(z.string())
      .describe("header names of the signature, the signature's own first"),
    signed: z.string().describe('how the signature is made, as a formula'),
    signature_form: z.string().describe('how it is written where it stands'),
    key_form: z.string().describe('what a key looks like and whether it is decoded'),
    tolerance: z.string().describe("the time window of the provider's own package"),
    event_type_at: z.string(),
    delivery_id_at: z.string().describe('what to remember in order to act once'),
    timeout_ms: z.number().int(),
    delays_ms: z
      .array(z.number().int())
      .describe('before each attempt; the first is the first attempt'),
    stop_statuses: z.array(z.number().int()),
    success_statuses: z.array(z.number().int()).nullable().describe('null: every 2xx'),
    stop_headers: z.array(z.object({ name: z.string(), value: z.string() })),
    delivery_note: z.string(),
    handshake: z.string().nullable().describe('what happens when a URL is registered'),
    events: z.array(z.object({ type: z.string(), description: z.string(), data: z.unknown() })),
    package: z.string().nullable().describe("the provider's own verifier on npm"),
    package_notes: z.array(z.string()).describe('where that package differs from the letter'),
    docs_note: z.string(),
  })
  .meta({ id: 'DialectInfo' });
export type DialectInfo = z.infer<typeof DialectInfoSchema>;
