import { parseDocument } from 'yaml';
import { EventTypeNameSchema } from '../../contract/text.ts';
import { AppError } from '../errors.ts';
import { asyncApiTypes, type FoundType, jsonSchemaTypes, openApiTypes } from './found-types.ts';
import { modernSchema } from './modern-schema.ts';
import { asNode, followed, type Node, selfContained } from './references.ts';

export interface ReadSpec {
  readonly format: 'openapi' | 'asyncapi' | 'json_schema';
  readonly group: string;
  readonly types: readonly SpecType[];
}

/** A found type as the catalogue takes it. */
export interface SpecType {
  readonly name: string;
  readonly description: string;
  readonly schema: Record<string, unknown>;
  readonly example: unknown;
  /** What was changed on the way in, for the person. */
  readonly note: string | null;
}

const MAX_TYPES = 500;
/** A document that repeats itself by aliases must not fill the memory. */
const MAX_ALIASES = 1000;

/**
 * The event types that an OpenAPI (3.x), AsyncAPI (2.x, 3.x) or JSON Schema document describes, in JSON
 * or YAML. Throws AppError `invalid_import` where it is none of them or describes no event.
 */
export function readSpec(text: string): ReadSpec {
  const document = parse(text);
  const format =
    'openapi' in document ? 'openapi' : 'asyncapi' in document ? 'asyncapi' : 'json_schema';
  if ('swagger' in document) {
    throw refusal('This is Swagger 2.0, which has no webhooks. Convert it to OpenAPI 3.1 first.');
  }
  const found = { openapi: openApiTypes, asyncapi: asyncApiTypes, json_schema: schemaTypes }[
    format
  ](document);
  if (found.length === 0) {
    throw refusal(MISSING[format]);
  }
  if (found.length > MAX_TYPES) {
    throw refusal(`It describes ${found.length} events; at most ${MAX_TYPES} are taken.`);
  }
  const title = asNode(document.info)?.title;
  return {
    format,
    group: (typeof title === 'string' && title.trim() !== '' ? title.trim() : 'Imported').slice(
      0,
      64,
    ),
    types: found.map((type) => specType(document, type)),
  };
}

const MISSING = {
  openapi: 'It describes no webhooks with a JSON body: neither under webhooks nor as callbacks.',
  asyncapi: 'It describes no messages with a payload under channels.',
  json_schema:
    'It is neither OpenAPI nor AsyncAPI nor a JSON Schema with type, properties or $defs.',
};
const SCHEMA_WORDS = [
  'type',
  'properties',
  '$defs',
  'definitions',
  '$ref',
  'allOf',
  'oneOf',
  'anyOf',
];

function schemaTypes(document: Node): FoundType[] {
  return SCHEMA_WORDS.some((word) => word in document) ? jsonSchemaTypes(document) : [];
}

function parse(text: string): Node {
  try {
    const document = parseDocument(text, { logLevel: 'silent' });
    const [fault] = document.errors;
    if (fault) {
      throw fault;
    }
    const node = asNode(document.toJS({ maxAliasCount: MAX_ALIASES }));
    if (node) {
      return node;
    }
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw refusal(`It is neither JSON nor YAML: ${reason}`);
  }
  throw refusal('It is a single value, not a document.');
}

function specType(document: Node, found: FoundType): SpecType {
  const { schema, example, note } = dataOf(document, found);
  const name = eventTypeName(found.name);
  const renamed = name === found.name ? null : `was “${found.name.slice(0, 80)}”`;
  const modern = asNode(modernSchema(schema)) ?? {};
  return {
    name,
    description: found.description.slice(0, 500),
    schema: { ...modern },
    example,
    note: [renamed, note].filter((text) => text !== null).join('; ') || null,
  };
}

/**
 * A body of the form {event or type, data, …} is an envelope: what we call data is its `data` member.
 * Dialects put the envelope around it again.
 */
function dataOf(document: Node, { schema, example }: FoundType) {
  const whole = followed(document, schema) ?? schema;
  const members = asNode(whole.properties) ?? {};
  const data = asNode(members.data);
  if (!data || !('event' in members || 'type' in members)) {
    return { schema, example, note: null };
  }
  return {
    schema: selfContained(schema, data),
    example: asNode(example)?.data,
    note: 'its data member is taken: the rest is the envelope',
  };
}

/** A name in our alphabet, as close to the given one as it can be. */
function eventTypeName(given: string): string {
  const name = given
    .trim()
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._]+|[._]+$/g, '')
    .slice(0, 128)
    .replace(/[.]+$/, '');
  return EventTypeNameSchema.safeParse(name).success ? name : 'imported_event';
}

function refusal(message: string): AppError {
  return new AppError('invalid_import', message, [{ path: 'text', message }]);
}
