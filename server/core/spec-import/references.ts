/** A JSON object of a document. */
export type Node = Readonly<Record<string, unknown>>;

const MAX_HOPS = 50;

/** The value where it is an object. */
export function asNode(value: unknown): Node | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Node)
    : undefined;
}

/** The value that a reference inside the document leads to; the value itself where it is none. */
export function followed(document: Node, value: unknown): Node | undefined {
  let node = asNode(value);
  for (let hops = 0; hops < MAX_HOPS && typeof node?.$ref === 'string'; hops += 1) {
    node = asNode(findByPointer(document, node.$ref));
  }
  return node;
}

/**
 * A schema with all that it refers to, so that it stands by itself: what `#/components/schemas/Order`
 * meant in the document, it means in the schema.
 */
export function selfContained(document: Node, schema: Node): Record<string, unknown> {
  const result: Record<string, unknown> = structuredClone({ ...schema });
  const taken = new Set<string>();
  const waiting = referencesIn(result);
  for (let pointer = waiting.pop(); pointer !== undefined; pointer = waiting.pop()) {
    if (taken.has(pointer)) {
      continue;
    }
    taken.add(pointer);
    const target = findByPointer(document, pointer);
    if (target !== undefined) {
      const copy: unknown = structuredClone(target);
      put(result, stepsOf(pointer), copy);
      waiting.push(...referencesIn(copy));
    }
  }
  return result;
}

/** What a reference such as `#/$defs/Line` leads to; undefined where it leads nowhere. */
export function findByPointer(document: Node, pointer: string): unknown {
  if (!pointer.startsWith('#/')) {
    return undefined;
  }
  let value: unknown = document;
  for (const step of stepsOf(pointer)) {
    value = Array.isArray(value) ? value[Number(step)] : asNode(value)?.[step];
  }
  return value;
}

function stepsOf(pointer: string): string[] {
  return pointer
    .slice(2)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Every `$ref` into the document, at any depth. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return Object.entries(asNode(value) ?? {}).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' && item.startsWith('#/')
      ? [item]
      : referencesIn(item),
  );
}

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

function put(root: Record<string, unknown>, steps: readonly string[], value: unknown): void {
  if (steps.some((step) => UNSAFE.has(step))) {
    return;
  }
  let node: Record<string, unknown> = root;
  for (const step of steps.slice(0, -1)) {
    const next: Record<string, unknown> = { ...asNode(node[step]) };
    node[step] = next;
    node = next;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    node[last] = value;
  }
}
