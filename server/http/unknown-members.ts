import { z } from 'zod';
import { nearestWord } from '../contract/filter-keys.ts';

/** More names than this say less than the documentation. */
const MAX_NAMES = 12;
const MAX_FOUND = 20;

export interface UnknownMember {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

interface Part {
  readonly name: PropertyKey;
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
}

/**
 * Members of a request that its schema does not know, at any depth: each would be ignored in silence.
 * A record and `unknown` are free by nature.
 */
export function unknownMembers(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[] = [],
): UnknownMember[] {
  const inner = meant(schema, value);
  const here = inner instanceof z.ZodObject ? unknownNames(inner, value) : [];
  const below = partsOf(inner, value).flatMap((part) =>
    unknownMembers(part.schema, part.value, [...path, part.name]),
  );
  return [...here.map(({ name, message }) => ({ path: [...path, name], message })), ...below].slice(
    0,
    MAX_FOUND,
  );
}

function unknownNames({ shape }: z.ZodObject, value: unknown) {
  const given = namesOf(value);
  const known = Object.keys(shape);
  // What is given already was not meant.
  const free = known.filter((name) => !given.includes(name));
  return given
    .filter((name) => !Object.hasOwn(shape, name))
    .map((name) => ({ name, message: textOf(nearestWord(name, free), known) }));
}

function textOf(near: string | undefined, known: readonly string[]): string {
  if (near) {
    return `is not known here; did you mean ${near}?`;
  }
  const more = known.length > MAX_NAMES ? `, … (${known.length} in all)` : '';
  const names = known.slice(0, MAX_NAMES).join(', ');
  return `is not known here; ${names === '' ? 'leave it out' : `known are ${names}${more}`}`;
}

/** Members and elements that a schema says something of. */
function partsOf(schema: z.core.$ZodType, value: unknown): Part[] {
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item, name) => ({ name, schema: schema.element, value: item }));
  }
  const members = namesOf(value).map((name) => ({ name, value: Object(value)[name] }));
  if (schema instanceof z.ZodObject) {
    const shape = new Map<string, z.core.$ZodType>(Object.entries(schema.shape));
    return members.flatMap(({ name, value: item }) => {
      const member = shape.get(name);
      return member ? [{ name, schema: member, value: item }] : [];
    });
  }
  return schema instanceof z.ZodRecord
    ? members.map((member) => ({ ...member, schema: schema.valueType }))
    : [];
}

/** The schema within its wrappers; of a union the first that takes the value, as the check has it. */
function meant(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return meant(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((each) => z.safeParse(each, value).success);
    return option ? meant(option, value) : schema;
  }
  return schema;
}

function namesOf(value: unknown): string[] {
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isObject ? Object.keys(value) : [];
}
