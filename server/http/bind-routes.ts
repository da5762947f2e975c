import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { z } from 'zod';
import type { ProblemCode } from '../contract/problem.ts';
import type { HttpMethod, Route, RouteReply, RouteRequest } from '../contract/route.ts';
import { MAX_JSON_BYTES } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import type { JsonSource } from '../core/json-source.ts';
import { checkFields, invalidFields } from './field-errors.ts';
import { readJsonBody } from './json-body.ts';

/** An answer that is not the JSON of the route's reply schema. */
export class RawAnswer {
  readonly type: string;
  readonly body: string | Uint8Array | NodeJS.ReadableStream;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    type: string,
    body: string | Uint8Array | NodeJS.ReadableStream,
    options: { status?: number; headers?: Record<string, string> } = {},
  ) {
    this.type = type;
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

/** What a handler gets: the checked request, the body's source text and Koa's context for the rest. */
export type HandlerRequest<R> = RouteRequest<R> & {
  readonly source: JsonSource | undefined;
  readonly context: Context;
};
export type Handler<R> = (
  request: HandlerRequest<R>,
) => RouteReply<R> | RawAnswer | Promise<RouteReply<R> | RawAnswer>;

/** One handler per route of a table. */
export type Handlers<Table> = { readonly [Key in keyof Table]: Handler<Table[Key]> };
/** Reads the body and writes the answer itself, for routes whose body is a stream. */
export type StreamedHandler = (context: Context) => Promise<void>;

type AnyRoute = Omit<Route, 'id'>;
type AnyHandler = (request: HandlerRequest<AnyRoute>) => unknown;

export interface BindOptions {
  /** Of a JSON body; 1 MiB where it is left out. */
  readonly jsonLimitBytes?: number | undefined;
  /** Takes what a route does not know in its query; what others add to a public link is no mistake. */
  readonly hasOpenQueries?: boolean;
}

const NO_QUERY = z.object({});

/** A router that serves every route of the table: by a handler, or by one of its own kind. */
export function bindRoutes<
  Table extends Record<string, AnyRoute>,
  Streamed extends keyof Table & string = never,
>(
  table: Table,
  handlers: Omit<Handlers<Table>, Streamed>,
  streamed: Readonly<Record<Streamed, StreamedHandler>>,
  options: BindOptions = {},
): Router {
  // Paths as written: guards compare them, so another spelling must not lead to a route.
  const router = new Router({ sensitive: true });
  // The table's types end here: a handler found by its route's name takes that route's request.
  const byName = new Map<string, unknown>(Object.entries(handlers));
  const streamedByName = new Map<string, StreamedHandler>(Object.entries(streamed));
  for (const [name, route] of Object.entries(table)) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    const handler = byName.get(name) as AnyHandler | undefined;
    const streamed = streamedByName.get(name);
    const serve = streamed
      ? serveStreamed(streamed, options)
      : handler && serveBy(route, handler, options);
    if (!serve) {
      throw new Error(`the route ${name} has no handler`);
    }
    router.register(path, [route.method.toLowerCase()], serve, { name });
  }
  return router;
}

function serveBy(route: AnyRoute, handler: AnyHandler, options: BindOptions): StreamedHandler {
  const maxBytes = route.maxBodyBytes ?? options.jsonLimitBytes ?? MAX_JSON_BYTES;
  const query = route.query ?? (options.hasOpenQueries ? undefined : NO_QUERY);
  const closed = { ...route, ...(query && { query }) };
  return (context) => serveRoute(closed, handler, context, maxBytes);
}

function serveStreamed(handler: StreamedHandler, options: BindOptions): StreamedHandler {
  return async (context) => {
    if (!options.hasOpenQueries) {
      checkFields(NO_QUERY, queryOf(context));
    }
    await handler(context);
  };
}

async function serveRoute(
  route: AnyRoute,
  handler: AnyHandler,
  context: Context,
  maxBytes: number,
): Promise<void> {
  const params = route.params ? checkParams(route, context) : undefined;
  const query = route.query ? checkFields(route.query, queryOf(context)) : undefined;
  const body = route.body ? await readJsonBody(context.req, maxBytes) : undefined;
  const checked = route.body ? checkBody(route, body?.value) : undefined;
  const request = { params, query, body: checked, source: body?.source, context };
  const reply = await handler(request as HandlerRequest<AnyRoute>);
  send(context, route, reply);
}

function checkBody(route: AnyRoute, value: unknown): unknown {
  if (value !== undefined || !route.body) {
    return route.body ? checkFields(route.body, value) : undefined;
  }
  const checked = checkFields(route.body, {});
  if (!route.isBodyOptional) {
    throw invalidFields([{ path: '', message: 'a JSON body is required; {} will do' }]);
  }
  return checked;
}

function send(context: Context, route: AnyRoute, reply: unknown): void {
  context.status = route.status;
  context.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  if (reply instanceof RawAnswer) {
    context.status = reply.status ?? route.status;
    context.set(reply.headers);
    context.type = reply.type;
    context.body = typeof reply.body === 'string' ? reply.body : bodyOf(reply.body);
  } else if (route.reply) {
    context.type = 'application/json; charset=utf-8';
    context.body = JSON.stringify(reply ?? null);
  } else {
    context.body = null;
    context.status = route.status;
  }
}

function bodyOf(body: Uint8Array | NodeJS.ReadableStream): Buffer | NodeJS.ReadableStream {
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    : body;
}

/** A query as plain strings; of a repeated name the last counts. */
function queryOf(context: Context): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(context.querystring));
}

/** What an id in a path names, and so what is not found where it cannot be such an id. */
const MISSING_BY_PATH: readonly (readonly [string, ProblemCode, string])[] = [
  ['/api/subscriptions/{id}', 'subscription_not_found', 'subscription'],
  ['/api/events/{id}', 'event_not_found', 'event'],
  ['/api/deliveries/{id}', 'delivery_not_found', 'delivery'],
  ['/api/captures/{id}', 'capture_not_found', 'capture'],
  ['/api/rules/{id}', 'rule_not_found', 'rule'],
  ['/api/views/{id}', 'view_not_found', 'view'],
  ['/api/inboxes/{id}', 'inbox_not_found', 'inbox'],
  ['/api/publishers/{id}', 'publisher_not_found', 'publisher'],
  ['/webhook/{id}', 'trigger_hook_not_found', 'webhook ID'],
];

function checkParams(route: AnyRoute, context: Context): unknown {
  const params: unknown = context.params;
  try {
    return route.params ? checkFields(route.params, params) : undefined;
  } catch (error) {
    const missing = MISSING_BY_PATH.find(([prefix]) => route.path.startsWith(prefix));
    if (missing && error instanceof AppError) {
      throw new AppError(missing[1], `${missing[2]} not found`, error.errors);
    }
    throw error;
  }
}

/**
 * What is asked of a path that exists with a method that does not: 405 with Allow, and OPTIONS
 * answered. HEAD is served like GET, but never where GET sets something going.
 */
export function methodsMiddleware(
  routers: readonly Router[],
  activeGets: readonly string[] = [],
): Middleware {
  return async (context, next) => {
    const allowed = methodsAt(routers, context.path);
    if (allowed.size === 0) {
      return next();
    }
    const hasActiveGet = routers.some((router) =>
      router.match(context.path, 'GET').pathAndMethod.some((layer) => isActive(layer.name)),
    );
    if (allowed.has('GET') && !hasActiveGet) {
      allowed.add('HEAD');
    }
    if (allowed.has(context.method)) {
      return next();
    }
    context.set('Allow', [...allowed, 'OPTIONS'].join(', '));
    if (context.method === 'OPTIONS') {
      context.status = 204;
      return;
    }
    throw new AppError(
      'method_not_allowed',
      `${context.path.slice(0, 200)} takes ${[...allowed].join(', ')}, not ${context.method.slice(0, 20)}.`,
    );
  };

  function isActive(name: string | null | undefined): boolean {
    return activeGets.includes(name ?? '');
  }
}

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function methodsAt(routers: readonly Router[], path: string): Set<string> {
  const found = METHODS.filter((method) =>
    routers.some((router) => router.match(path, method).pathAndMethod.length > 0),
  );
  return new Set(found);
}

/** The end of the line: nothing is served here. */
export const notFoundMiddleware: Middleware = (context) => {
  throw new AppError(
    'route_not_found',
    `Nothing is served at ${context.method.slice(0, 20)} ${context.path.slice(0, 200)}. /openapi.json lists every route.`,
  );
};
