import { z } from 'zod';
import { controlRoutes } from '../contract/control-routes.ts';
import type { EventType } from '../contract/event.ts';
import { exposeeRoutes } from '../contract/exposee-routes.ts';
import { LiveFrameSchema } from '../contract/live.ts';
import { ProblemSchema } from '../contract/problem.ts';
import type { Route } from '../contract/route.ts';
import { BatchTriggeredSchema, CutStreamSchema, TriggerSchema } from '../contract/trigger.ts';
import { hoistedSchema } from './hoist-schema.ts';

type AnyRoute = Omit<Route, 'id'>;
type Json = { [key: string]: unknown };

const PROBLEM_STATUSES: readonly (readonly [string, string])[] = [
  ['400', 'The body cannot be read as JSON'],
  ['413', 'The body is larger than 1 MiB'],
  ['415', 'The content type is not taken'],
  ['422', 'A field is missing or wrong; `errors` names each by its path'],
];

/** OpenAPI 3.1 of the exposee, with every event type of the catalogue in its `webhooks` section. */
export function exposeeOpenApi(types: readonly EventType[], serverUrl: string): string {
  const builder = new SchemaBuilder();
  const paths = pathsOf(builder, exposeeRoutes);
  alsoTriggers(builder, paths);
  const document = {
    ...head('Hookbench exposee', EXPOSEE_TEXT, [{ url: serverUrl }]),
    security: [{}, { bearer: [] }, { apiKey: [] }],
    paths,
    webhooks: Object.fromEntries(
      types.map((type) => [type.name, webhookOf(type, builder.schemas)]),
    ),
    components: {
      schemas: builder.schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The API key, where one is set' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
    },
  };
  return JSON.stringify(document);
}

/** OpenAPI 3.1 of the control API. */
export function controlOpenApi(): string {
  const builder = new SchemaBuilder();
  const paths = pathsOf(builder, controlRoutes);
  const frame = builder.refOf(LiveFrameSchema, 'output');
  paths['/api/stream'] = {
    get: {
      operationId: 'stream',
      tags: ['Workbench'],
      summary: 'Server-sent events: each carries a LiveFrame; send Last-Event-ID to go on',
      responses: {
        '200': { description: 'Frames', content: { 'text/event-stream': { schema: frame } } },
      },
    },
  };
  paths['/metrics'] = {
    get: {
      operationId: 'metrics',
      tags: ['Workbench'],
      summary: 'Metrics in the text format of Prometheus',
      responses: { '200': { description: 'Metrics', content: { 'text/plain': {} } } },
    },
  };
  const document = {
    ...head('Hookbench control', CONTROL_TEXT, [{ url: '/' }]),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: builder.schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
  return JSON.stringify(document);
}

const EXPOSEE_TEXT =
  'Register a URL, and events are delivered to it, signed. 400 is answered where a body is no JSON, 422 where a field is wrong.';
const CONTROL_TEXT =
  'What the window is made of. Reachable from this computer alone, with the token of this start.';

function head(title: string, description: string, servers: readonly object[]): Json {
  const info = {
    title,
    version: '1.0.0',
    description,
    license: { name: 'MIT', identifier: 'MIT' },
  };
  return { openapi: '3.1.0', info, servers };
}

/** Turns zod schemas into JSON Schema, those with an id into shared components. */
class SchemaBuilder {
  readonly schemas: Record<string, unknown> = {};

  refOf(schema: z.ZodType, io: 'input' | 'output'): Json {
    const made: Json = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        // What a request may not carry is refused, see `unknownMembers`.
        if (io === 'input' && zodSchema instanceof z.ZodObject) {
          jsonSchema.additionalProperties = false;
        }
      },
    });
    const { $defs, $schema: _, ...rest } = made;
    const definitions: Json = Object(rewritten($defs ?? {}, io));
    for (const [id, definition] of Object.entries(definitions)) {
      this.schemas[nameOf(id, io)] ??= definition;
    }
    const root: Json = Object(rewritten(rest, io));
    if (typeof rest.id !== 'string') {
      return root;
    }
    this.schemas[nameOf(rest.id, io)] ??= root;
    return { $ref: refText(rest.id, io) };
  }
}

/** A request and an answer may see one schema differently: defaults are optional on the way in. */
function nameOf(id: string, io: 'input' | 'output'): string {
  return io === 'input' ? `${id}Input` : id;
}

function rewritten(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => rewritten(item, io));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  // The name of a shared schema; a field that is called id holds a schema, not a text.
  const entries = Object.entries(value).filter(
    ([key, inner]) => key !== 'id' || typeof inner !== 'string',
  );
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      key === '$ref' ? refText(String(inner), io) : rewritten(inner, io),
    ]),
  );
}

function refText(ref: string, io: 'input' | 'output'): string {
  return `#/components/schemas/${nameOf(ref.slice(ref.lastIndexOf('/') + 1), io)}`;
}

function pathsOf(builder: SchemaBuilder, table: Record<string, AnyRoute>): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const [id, route] of Object.entries(table)) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = operationOf(builder, id, route);
    paths[route.path] = item;
  }
  return paths;
}

function operationOf(builder: SchemaBuilder, id: string, route: AnyRoute): Json {
  const parameters = [
    ...parametersOf(builder, route.params, 'path'),
    ...parametersOf(builder, route.query, 'query'),
  ];
  const problem = builder.refOf(ProblemSchema, 'output');
  const content = { 'application/problem+json': { schema: problem } };
  const refusals = route.body
    ? PROBLEM_STATUSES.map(([status, description]) => [status, { description, content }])
    : [];
  return {
    operationId: id,
    tags: [route.tag],
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: bodyOf(builder, route, route.body) } : {}),
    responses: {
      [String(route.status)]: answerOf(builder, route),
      ...Object.fromEntries(refusals),
      default: { description: 'A problem (RFC 9457)', content },
    },
  };
}

function bodyOf(builder: SchemaBuilder, route: AnyRoute, body: z.ZodType): Json {
  const schema = builder.refOf(body, 'input');
  return {
    required: !route.isBodyOptional,
    content: { 'application/json': { schema } },
  };
}

function answerOf(builder: SchemaBuilder, route: AnyRoute): Json {
  if (!route.reply) {
    return { description: 'Done' };
  }
  const type = route.replyType ?? 'application/json';
  const schema = builder.refOf(route.reply, 'output');
  return { description: 'Success', content: { [type]: { schema } } };
}

function parametersOf(
  builder: SchemaBuilder,
  schema: z.ZodType | undefined,
  where: 'path' | 'query',
): Json[] {
  const made = schema ? builder.refOf(schema, 'input') : {};
  const required: unknown[] = Array.isArray(made.required) ? made.required : [];
  return Object.entries(Object(made.properties ?? {})).map(([name, inner]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: inner,
  }));
}

/** Beside a single event: an array, and NDJSON with one event a line. */
function alsoTriggers(builder: SchemaBuilder, paths: Record<string, Json>): void {
  const post: Json = Object(paths['/trigger']?.post);
  const event = builder.refOf(TriggerSchema, 'input');
  const batch = builder.refOf(BatchTriggeredSchema, 'output');
  const one: Json = Object(post.requestBody);
  one.content = {
    'application/json': {
      schema: { anyOf: [event, { type: 'array', items: event, minItems: 1 }] },
    },
    'application/x-ndjson': { schema: event },
  };
  const responses: Json = Object(post.responses);
  const accepted: Json = Object(responses['202']);
  const single: unknown = Object(Object(accepted.content)['application/json']).schema;
  accepted.content = {
    'application/json': { schema: { anyOf: [single, batch] } },
    'application/x-ndjson': { schema: Object(Object(batch).properties).results?.items ?? {} },
  };
  responses['503'] = {
    description: 'The server stopped in the middle of a stream; says what of it is stored',
    content: {
      'application/problem+json': { schema: builder.refOf(CutStreamSchema, 'output') },
    },
  };
}

const WEBHOOK_HEADERS: readonly (readonly [string, string])[] = [
  ['webhook-id', 'Id of the event, the same on every attempt: remember it to act once'],
  ['webhook-timestamp', 'Unix seconds of this attempt'],
  ['webhook-signature', 'v1, and the base64 HMAC-SHA256 of "id.timestamp.body"; several by spaces'],
];

function webhookOf(type: EventType, schemas: Json): Json {
  const event = { type: 'string', const: type.name };
  const properties = {
    event,
    data: hoistedSchema(withoutSchemaKey(type.schema), type.name, schemas),
  };
  const body = { type: 'object', properties, required: ['event', 'data'] };
  return {
    post: {
      operationId: `on_${type.name.replace(/[^A-Za-z0-9]/g, '_')}`,
      tags: [type.group],
      summary: type.description,
      parameters: WEBHOOK_HEADERS.map(([name, description]) => ({
        name,
        in: 'header',
        required: true,
        description,
        schema: { type: 'string' },
      })),
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: body,
            examples: { typical: { value: { event: type.name, data: type.sample } } },
          },
        },
      },
      responses: {
        '2XX': { description: 'Taken: it is not sent again' },
        '410': { description: 'Gone: the subscription is disabled' },
        default: { description: 'Anything else is a failure: it is sent again by the schedule' },
      },
    },
  };
}

function withoutSchemaKey({ $schema: _, ...schema }: Record<string, unknown>): Json {
  return schema;
}
