import type { Faker } from '@faker-js/faker';

/** A value that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonSchema = { readonly [key: string]: JsonValue };

/** `required` is in every sample, `usual` in all but the minimal one, `rare` in `every_field` only. */
export type Presence = 'required' | 'usual' | 'rare';

/**
 * One field of an event's data. Its JSON Schema, its samples and its random values are written
 * side by side, so that they cannot drift apart.
 */
export interface Field {
  readonly schema: JsonSchema;
  readonly presence: Presence;
  sample(kind: SampleKind): JsonValue;
  random(faker: Faker): JsonValue;
}

export const SAMPLE_KINDS = ['minimal', 'typical', 'every_field', 'odd_unicode'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

export interface TextOptions {
  /** Also valid, but what careless code stumbles over: other scripts, emoji, right-to-left marks. */
  readonly odd?: string;
  readonly maxLength?: number;
}

/** A free text. */
export function text(
  description: string,
  sample: string,
  random: (faker: Faker) => string,
  options: TextOptions = {},
): Field {
  const maxLength = options.maxLength ?? 500;
  return {
    schema: { type: 'string', description, minLength: 1, maxLength },
    presence: 'required',
    sample: (kind) => (kind === 'odd_unicode' ? (options.odd ?? sample) : sample),
    random: (faker) => random(faker).slice(0, maxLength),
  };
}

/** A text of a fixed shape: an id, a date, an address. `shape` is a JSON Schema fragment. */
export function shaped(
  description: string,
  shape: JsonSchema,
  sample: string,
  random: (faker: Faker) => string,
): Field {
  return {
    schema: { type: 'string', description, ...shape },
    presence: 'required',
    sample: () => sample,
    random,
  };
}

/** A whole number between two limits. */
export function whole(
  description: string,
  limits: { min: number; max: number },
  sample: number,
): Field {
  return {
    schema: { type: 'integer', description, minimum: limits.min, maximum: limits.max },
    presence: 'required',
    sample: () => sample,
    random: (faker) => faker.number.int(limits),
  };
}

/** One of several words; the first one is the sample. */
export function oneOf(description: string, words: readonly [string, ...string[]]): Field {
  return {
    schema: { type: 'string', description, enum: words },
    presence: 'required',
    sample: () => words[0],
    random: (faker) => faker.helpers.arrayElement(words),
  };
}

export function flag(description: string, sample: boolean): Field {
  return {
    schema: { type: 'boolean', description },
    presence: 'required',
    sample: () => sample,
    random: (faker) => faker.datatype.boolean(),
  };
}

/** An object of fields. Further fields are allowed: receivers must expect them. */
export function group(description: string, fields: Readonly<Record<string, Field>>): Field {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => field.presence === 'required');
  return {
    schema: {
      type: 'object',
      description,
      properties: Object.fromEntries(entries.map(([name, field]) => [name, field.schema])),
      required: required.map(([name]) => name),
    },
    presence: 'required',
    sample: (kind) =>
      Object.fromEntries(
        entries
          .filter(([, field]) => isInSample(field.presence, kind))
          .map(([name, field]) => [name, field.sample(kind)]),
      ),
    random: (faker) =>
      Object.fromEntries(
        entries
          .filter(([, field]) => isDrawn(field.presence, faker))
          .map(([name, field]) => [name, field.random(faker)]),
      ),
  };
}

/** A list of one to `max` values of a kind. */
export function list(description: string, item: Field, max: number): Field {
  return {
    schema: { type: 'array', description, items: item.schema, minItems: 1, maxItems: max },
    presence: 'required',
    sample: (kind) =>
      kind === 'every_field' ? [item.sample(kind), item.sample('minimal')] : [item.sample(kind)],
    random: (faker) => faker.helpers.multiple(() => item.random(faker), { count: { min: 1, max } }),
  };
}

/** The same field, left out of the minimal sample and now and then at random. */
export function usual(field: Field): Field {
  return { ...field, presence: 'usual' };
}

/** The same field, seldom there. */
export function rare(field: Field): Field {
  return { ...field, presence: 'rare' };
}

function isInSample(presence: Presence, kind: SampleKind): boolean {
  if (presence === 'required' || kind === 'every_field') {
    return true;
  }
  return presence === 'usual' && kind !== 'minimal';
}

function isDrawn(presence: Presence, faker: Faker): boolean {
  switch (presence) {
    case 'required':
      return true;
    case 'usual':
      return faker.datatype.boolean({ probability: 0.8 });
    case 'rare':
      return faker.datatype.boolean({ probability: 0.25 });
  }
}
