import type { Field } from './field.ts';

/** An event type that ships with the program. */
export interface BuiltInType {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly data: Field;
}
