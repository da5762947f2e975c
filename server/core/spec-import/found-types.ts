import { asNode, followed, type Node, selfContained } from './references.ts';

/** An event type that a document describes. */
export interface FoundType {
  /** As the document has it; not yet a name of ours. */
  readonly name: string;
  readonly description: string;
  readonly schema: Record<string, unknown>;
  /** Undefined where the document gives no example. */
  readonly example: unknown;
}

const METHODS = ['post', 'put', 'patch', 'get', 'delete'];

/** `webhooks` of OpenAPI 3.1, `x-webhooks` of 3.0, and the callbacks of operations. */
export function openApiTypes(document: Node): FoundType[] {
  const groups = [asNode(document.webhooks), asNode(document['x-webhooks'])];
  const named = groups.flatMap((group) => Object.entries(group ?? {}));
  const found = named.flatMap(([name, item]) => operationType(document, name, item));
  for (const path of Object.values(asNode(document.paths) ?? {})) {
    for (const method of METHODS) {
      const callbacks = asNode(asNode(followed(document, path)?.[method])?.callbacks);
      for (const [name, callback] of Object.entries(callbacks ?? {})) {
        const items = Object.values(followed(document, callback) ?? {});
        found.push(...items.slice(0, 1).flatMap((item) => operationType(document, name, item)));
      }
    }
  }
  return found;
}

function operationType(document: Node, name: string, item: unknown): FoundType[] {
  const path = followed(document, item);
  const operation = METHODS.map((method) => asNode(path?.[method])).find(Boolean);
  const content = asNode(followed(document, operation?.requestBody)?.content);
  const media = Object.entries(content ?? {}).find(([type]) => /json/i.test(type))?.[1];
  const schema = asNode(asNode(media)?.schema);
  if (!operation || !schema) {
    return [];
  }
  const text = operation.description ?? operation.summary ?? path?.summary;
  return [typeOf(document, { name, description: text, schema, example: exampleOf(media) })];
}

/** Messages of AsyncAPI 2 and 3, each once, by the channel that carries them. */
export function asyncApiTypes(document: Node): FoundType[] {
  const found: FoundType[] = [];
  for (const [channelName, value] of Object.entries(asNode(document.channels) ?? {})) {
    const channel = followed(document, value);
    const messages = asNode(channel?.messages);
    const all = messages
      ? Object.entries(messages)
      : ['publish', 'subscribe'].flatMap((way) => {
          const message = asNode(asNode(channel?.[way])?.message);
          const several = message?.oneOf;
          const list: unknown[] = Array.isArray(several) ? several : message ? [message] : [];
          return list.map((one): [string, unknown] => [channelName, one]);
        });
    for (const [key, message] of all) {
      found.push(...messageType(document, key, message));
    }
  }
  const byName = new Map(found.map((type) => [type.name, type]));
  return [...byName.values()];
}

function messageType(document: Node, key: string, value: unknown): FoundType[] {
  const message = followed(document, value);
  const payload = asNode(message?.payload);
  // AsyncAPI 3 may wrap a schema of another format.
  const schema = asNode(payload?.schema) ?? payload;
  if (!message || !schema) {
    return [];
  }
  const name = message.name;
  const [example] = Array.isArray(message.examples) ? message.examples : [];
  return [
    typeOf(document, {
      name: typeof name === 'string' && name !== '' ? name : key,
      description: message.description ?? message.summary ?? message.title,
      schema,
      example: asNode(example)?.payload,
    }),
  ];
}

/** One type of a JSON Schema; of a schema that only holds definitions, one of each. */
export function jsonSchemaTypes(document: Node): FoundType[] {
  const definitions = asNode(document.$defs) ?? asNode(document.definitions) ?? {};
  const isOnlyDefinitions = !['type', 'properties', '$ref', 'allOf', 'enum', 'const'].some(
    (key) => key in document,
  );
  if (isOnlyDefinitions && Object.keys(definitions).length > 0) {
    return Object.entries(definitions).flatMap(([name, value]) => {
      const schema = asNode(value);
      const description = schema?.description;
      return schema ? [typeOf(document, { name, description, schema, example: undefined })] : [];
    });
  }
  const id = document.$id;
  const lastStep = typeof id === 'string' ? id.split(/[/#]/).findLast((step) => step !== '') : '';
  const name = document.title ?? lastStep?.replace(/(\.schema)?\.(json|ya?ml)$/, '') ?? '';
  const description = document.description;
  return [
    typeOf(document, { name: String(name), description, schema: document, example: undefined }),
  ];
}

interface RawType {
  readonly name: string;
  readonly description: unknown;
  readonly schema: Node;
  readonly example: unknown;
}

function typeOf(document: Node, { name, description, schema, example }: RawType): FoundType {
  const whole = followed(document, schema) ?? schema;
  const [first] = Array.isArray(whole.examples) ? whole.examples : [];
  return {
    name,
    description: typeof description === 'string' ? description.trim() : '',
    schema: schema === document ? { ...document } : selfContained(document, schema),
    example: example ?? whole.example ?? first,
  };
}

function exampleOf(media: unknown): unknown {
  const { example, examples } = asNode(media) ?? {};
  return example ?? asNode(Object.values(asNode(examples) ?? {})[0])?.value;
}
