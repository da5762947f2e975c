import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TriggerSchema } from '../../../server/contract/trigger.ts';
import { scanJson } from '../../../server/core/json-source.ts';
import { checkFields } from '../../../server/http/field-errors.ts';
import { readTrigger } from '../../../server/http/trigger-input.ts';

function isTaken(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const names = fc.oneof(
  fc.constantFrom(
    'ping',
    'payment_received',
    'a.b',
    'a..b',
    '.a',
    'a.',
    '',
    'a b',
    'é',
    'x'.repeat(128),
    'x'.repeat(129),
  ),
  fc.string(),
  fc.jsonValue(),
);
const ids = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), fc.string(), fc.jsonValue());
const inputs = fc.record(
  { event: names, data: fc.jsonValue(), id: ids, more: fc.jsonValue() },
  { requiredKeys: [] },
);

describe('the fast reading of an event', () => {
  it('takes exactly what the schema takes', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: inputs }, fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const isRead = isTaken(() => readTrigger(scanJson(text, 64)));
        expect(isRead).toBe(isTaken(() => checkFields(TriggerSchema, JSON.parse(text))));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads what is meant where names are written with escapes, and keeps data as given', () => {
    const text = '{"ev\\u0065nt":"p\\u0069ng","data" : {"a":1.0, "a":2} ,"id":"x-\\u0031"}';
    expect(readTrigger(scanJson(text, 64))).toEqual({
      type: 'ping',
      dataText: '{"a":1.0, "a":2}',
      id: 'x-1',
    });
  });
});
