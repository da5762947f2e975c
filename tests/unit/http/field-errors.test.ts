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
    [z.strictObject({}), { hue: 1 }, 'not known here: hue'],
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
