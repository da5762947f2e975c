import type { EventType } from '../../contract/event.ts';
import type { BuiltInType } from './built-in-type.ts';
import { COMMERCE_TYPES, SERVICE_TYPES } from './commerce-types.ts';
import { SAMPLE_KINDS } from './field.ts';
import { INVOICE_TYPES } from './invoice-types.ts';
import { PAYMENT_TYPES } from './payment-types.ts';

const SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Every event type that ships with the program, in the order in which it is listed. */
export const BUILT_IN_TYPES: readonly BuiltInType[] = [
  ...PAYMENT_TYPES,
  ...INVOICE_TYPES,
  ...COMMERCE_TYPES,
  ...SERVICE_TYPES,
];

/** The built-in catalogue as the routes answer it. */
export function builtInEventTypes(): readonly EventType[] {
  return BUILT_IN_TYPES.map((type) => ({
    name: type.name,
    group: type.group,
    description: type.description,
    schema: { $schema: SCHEMA_DIALECT, title: type.name, ...type.data.schema },
    sample: type.data.sample('typical'),
    samples: Object.fromEntries(SAMPLE_KINDS.map((kind) => [kind, type.data.sample(kind)])),
    origin: 'built_in',
  }));
}
