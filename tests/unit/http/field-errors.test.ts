import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkFields } from '../../../server/http/field-errors.ts';

const ListSchema = z.discriminatedUnion('list', [
  z.object({ list: z.literal('captures') }),
  z.object({ list: z.literal('deliveries') }),
]);

function refusal(schema: z.ZodType, value: unknown): string {
  try {
    checkFields(schema, value);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'taken';
}

describe('checkFields', () => {
  it.each([
    [ListSchema, {}, 'list: is required: one of captures, deliveries'],
    [ListSchema, { list: 'requests' }, 'list: takes one of captures, deliveries'],
    [z.object({ mode: z.enum(['a', 'b']) }), { mode: 1 }, 'mode: takes one of a, b'],
    [z.object({ mode: z.enum(['a', 'b']) }), {}, 'mode: is required: one of a, b'],
    [z.object({ kind: z.literal('x') }), { kind: 'y' }, 'kind: takes x'],
    [z.object({ n: z.number().min(1) }), { n: 0 }, 'n: at least 1'],
    [z.object({ n: z.number().gt(1) }), { n: 1 }, 'n: more than 1'],
    [z.object({ n: z.number().max(9) }), { n: 10 }, 'n: at most 9'],
    [z.object({ n: z.number().int() }), { n: 1.5 }, 'n: a whole number'],
    [z.object({ s: z.string().max(2) }), { s: 'abc' }, 's: at most 2 characters'],
    [z.object({ a: z.array(z.string()).min(2) }), { a: [] }, 'a: at least 2 entries'],
    [z.object({ s: z.string() }), { s: null }, 's: expected string, got null'],
    [
      z.object({ at: z.iso.datetime() }),
      { at: 'soon' },
      'at: a time in UTC such as 2026-05-12T10:00:00.000Z',
    ],
    [z.object({ s: z.string().min(3, 'a name') }), { s: 'x' }, 's: a name'],
  ])('names the field and what it takes (%#)', (schema, value, text) => {
    expect(refusal(schema, value)).toBe(text);
  });

  it('says of a union that is open by its shape what its nearest member lacks', () => {
    const schema = z.union([z.string(), z.object({ url: z.string() })]);
    expect(refusal(z.object({ to: schema }), { to: { url: 4 } })).toBe(
      'to.url: expected string, got number',
    );
  });
});

const PolicySchema = z.object({
  timeout_ms: z.number().optional(),
  ordered: z.boolean().default(false),
  headers: z.record(z.string(), z.object({ is: z.string() })).optional(),
  data: z.unknown(),
});
const DelaySchema = z.union([
  z.object({ ms: z.number() }),
  z.object({ min_ms: z.number(), max_ms: z.number() }),
]);

describe('what a schema does not know', () => {
  it.each([
    [PolicySchema, { timeout: 5 }, 'timeout: is not known here; did you mean timeout_ms?'],
    [PolicySchema, { 'or dered': 5 }, '["or dered"]: is not known here; did you mean ordered?'],
    [
      PolicySchema,
      { hue: 1 },
      'hue: is not known here; known are timeout_ms, ordered, headers, data',
    ],
    [
      PolicySchema,
      { timeout_ms: 1, timeout: 5 },
      'timeout: is not known here; known are timeout_ms, ordered, headers, data',
    ],
    [z.object({ policy: PolicySchema.optional() }), { policy: { ordred: true } }, 'policy.ordred'],
    [z.array(PolicySchema), [{}, { ordred: true }], '[1].ordred'],
    [PolicySchema, { headers: { 'X-A': { is: '1', not: '2' } } }, 'headers.X-A.not'],
    [z.object({ delay: DelaySchema.nullable() }), { delay: { ms: 1, max: 2 } }, 'delay.max'],
    [z.object({ delay: DelaySchema }), { delay: { min_ms: 1, max_ms: 2, ms_: 1 } }, 'delay.ms_'],
    [z.object({}), { limit: 1 }, 'limit: is not known here; leave it out'],
    [PolicySchema, JSON.parse('{"__proto__":1}'), '__proto__: is not known here'],
    [PolicySchema, { constructor: 1 }, 'constructor: is not known here'],
  ])('is refused by its path, with what was meant (%#)', (schema, value, text) => {
    expect(refusal(schema, value)).toContain(text);
  });

  it('is named before what is missing because of it', () => {
    expect(refusal(z.object({ url: z.string() }), { ulr: 'http://x/' })).toBe(
      'ulr: is not known here; did you mean url? (and 1 more)',
    );
  });

  it.each([
    [PolicySchema, { data: { what: { ever: 1 } } }],
    [z.record(z.string(), z.unknown()), { what: { ever: 1 } }],
    [z.object({ delay: DelaySchema }), { delay: { min_ms: 1, max_ms: 2 } }],
  ])('is taken where anything may stand (%#)', (schema, value) => {
    expect(refusal(schema, value)).toBe('taken');
  });

  it('lists twenty of them at most', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`x${index}`, 1]));
    expect(refusal(z.object({}), many)).toMatch(/\(and 19 more\)$/);
  });
});
