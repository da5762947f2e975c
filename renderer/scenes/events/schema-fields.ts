export interface SchemaField {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

type Node = Readonly<Record<string, unknown>>;

const MAX_HOPS = 20;

/** The outermost members that a schema names, required ones first. */
export function schemaFields(schema: Node): SchemaField[] {
  const root = resolved(schema, schema);
  const required = new Set(Array.isArray(root.required) ? root.required : []);
  return Object.entries(nodeOf(root.properties))
    .map(([name, value]) => {
      const field = resolved(schema, value);
      return {
        name,
        type: typeText(schema, field),
        isRequired: required.has(name),
        description: typeof field.description === 'string' ? field.description : '',
      };
    })
    .sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
}

function typeText(schema: Node, field: Node): string {
  const { type, format } = field;
  if (Array.isArray(field.enum)) {
    return field.enum.slice(0, 4).map(String).join(' | ') + (field.enum.length > 4 ? ' …' : '');
  }
  if ('const' in field) {
    return String(field.const);
  }
  if (type === 'array') {
    const item = resolved(schema, field.items);
    return `list of ${typeof item.type === 'string' ? item.type : 'anything'}`;
  }
  const name = Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'any';
  return typeof format === 'string' ? `${name}, ${format}` : name;
}

/** Follows references inside the schema. */
function resolved(schema: Node, value: unknown): Node {
  let node = nodeOf(value);
  for (let hops = 0; hops < MAX_HOPS && typeof node.$ref === 'string'; hops += 1) {
    const steps = node.$ref.split('/').slice(1);
    node = steps.reduce<Node>(
      (at, step) =>
        nodeOf(at[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')]),
      schema,
    );
  }
  return node;
}

function nodeOf(value: unknown): Node {
  return value !== null && typeof value === 'object' ? (value as Node) : {};
}
