import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { EventTypeSchema } from '../../../server/contract/event.ts';
import { BUILT_IN_TYPES, builtInEventTypes } from '../../../server/core/catalogue/built-in.ts';
import { SAMPLE_KINDS } from '../../../server/core/catalogue/field.ts';
import { findRandomData } from '../../../server/core/catalogue/random-data.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);
const types = builtInEventTypes();
const names = types.map((type) => type.name);

function faultsOf(schema: object, value: unknown): string {
  const validate = ajv.compile(schema);
  return validate(value) ? '' : `${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`;
}

describe('the built-in catalogue', () => {
  it('holds the theme of payments and invoices, each name once', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'payment_received',
        'payment_processed',
        'payment_failed',
        'invoice_processing',
        'invoice_completed',
        'order.created',
        'order.cancelled',
        'hook.triggered',
        'ping',
      ]),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(25);
  });

  it.each(types.map((type) => [type.name, type] as const))(
    '%s is a type of the contract',
    (_, type) => {
      expect(EventTypeSchema.parse(type)).toEqual(type);
    },
  );

  it.each(types.map((type) => [type.name, type] as const))(
    'every sample of %s fits its schema',
    (_, type) => {
      for (const kind of SAMPLE_KINDS) {
        expect(faultsOf(type.schema, type.samples?.[kind]), kind).toBe('');
      }
    },
  );

  it('has samples that differ where there is something to differ in', () => {
    const received = types.find((type) => type.name === 'payment_received');
    const { minimal, typical, every_field, odd_unicode } = received?.samples ?? {};
    const keysOf = (value: unknown) => Object.keys(Object(value)).length;
    expect(keysOf(minimal)).toBeLessThan(keysOf(typical));
    expect(keysOf(typical)).toBeLessThan(keysOf(every_field));
    expect(JSON.stringify(odd_unicode)).toMatch(/[\u0590-\u05ff]/);
  });
});

describe('random data', () => {
  it.each(names)('of %s fits its schema, for many seeds', (name) => {
    const type = types.find((candidate) => candidate.name === name);
    const validate = ajv.compile(type?.schema ?? false);
    for (let seed = 0; seed < 60; seed += 1) {
      const data = findRandomData(name, seed * 7919);
      expect(validate(data), `${ajv.errorsText(validate.errors)} ${JSON.stringify(data)}`).toBe(
        true,
      );
    }
  });

  it('is the same for the same seed, and another for another', () => {
    for (const { name } of BUILT_IN_TYPES.filter((type) => type.name !== 'ping')) {
      expect(findRandomData(name, 42)).toEqual(findRandomData(name, 42));
    }
    expect(findRandomData('payment_received', 1)).not.toEqual(
      findRandomData('payment_received', 2),
    );
  });

  it('is there for built-in types only', () => {
    expect(findRandomData('no_such_type', 1)).toBeUndefined();
  });
});
