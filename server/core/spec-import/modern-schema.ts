import { asNode } from './references.ts';

/** Members whose values are no schemas: they are data and stay as they are. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** A schema of OpenAPI 3.0 in the words of JSON Schema 2020-12; newer ones come out as they were. */
export function modernSchema(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(modernSchema);
  }
  const schema = asNode(value);
  if (!schema) {
    return value;
  }
  const modern = Object.fromEntries(
    Object.entries(schema).map(([key, item]) => [key, DATA.has(key) ? item : modernSchema(item)]),
  );
  nullable(modern);
  exclusive(modern, 'minimum', 'exclusiveMinimum');
  exclusive(modern, 'maximum', 'exclusiveMaximum');
  return modern;
}

function nullable(schema: Record<string, unknown>): void {
  if (typeof schema.nullable !== 'boolean') {
    return;
  }
  if (schema.nullable && typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
    if (Array.isArray(schema.enum) && !schema.enum.includes(null)) {
      schema.enum = [...schema.enum, null];
    }
  }
  delete schema.nullable;
}

/** A flag beside the limit in 3.0, the limit itself since. */
function exclusive(schema: Record<string, unknown>, limit: string, flag: string): void {
  if (typeof schema[flag] !== 'boolean') {
    return;
  }
  if (schema[flag] && typeof schema[limit] === 'number') {
    schema[flag] = schema[limit];
    delete schema[limit];
  } else {
    delete schema[flag];
  }
}
