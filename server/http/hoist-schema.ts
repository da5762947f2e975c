import { asNode, findByPointer } from '../core/spec-import/references.ts';

type Json = Record<string, unknown>;

/** Where a schema keeps parts that it refers to: they move, so they are not said twice. */
const KEPT_PARTS = new Set(['components', '$defs', 'definitions', 'channels']);

/**
 * A schema whose references lead into `schemas`, the components of a document: inside the document
 * `#/$defs/Line` would mean another place. What it refers to is put there under the type's name.
 */
export function hoistedSchema(schema: Json, typeName: string, schemas: Json): Json {
  const names = new Map<string, string>();
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => !KEPT_PARTS.has(key)));
  return Object(rewritten(rest));

  function rewritten(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(rewritten);
    }
    const node = asNode(value);
    return node
      ? Object.fromEntries(
          Object.entries(node).map(([key, item]) => [
            key,
            key === '$ref' && typeof item === 'string' ? reference(item) : rewritten(item),
          ]),
        )
      : value;
  }

  function reference(pointer: string): string {
    const target = pointer === '#' ? rest : findByPointer(schema, pointer);
    if (target === undefined) {
      return pointer;
    }
    const known = names.get(pointer);
    if (known !== undefined) {
      return `#/components/schemas/${known}`;
    }
    const name = `${typeName}.${names.size + 1}.${lastStep(pointer)}`;
    names.set(pointer, name);
    schemas[name] = rewritten(target);
    return `#/components/schemas/${name}`;
  }
}

/** In the alphabet of component names. */
function lastStep(pointer: string): string {
  return (pointer.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9._-]+/g, '_') || 'schema';
}
