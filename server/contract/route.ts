import type { z } from 'zod';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One route: the single source of validation, types, OpenAPI and the typed clients.
 * `path` names its parameters in braces, as OpenAPI does.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly status: number;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** JSON unless `replyType` says otherwise. Absent: an empty answer. */
  readonly reply?: Reply;
  readonly replyType?: string;
  /** Media types of the body beside application/json, for example NDJSON. */
  readonly alsoAccepts?: readonly string[];
  /** The body may be absent altogether. */
  readonly isBodyOptional?: boolean;
  /** Bytes of the body that are taken; MAX_JSON_BYTES where it is left out. */
  readonly maxBodyBytes?: number;
}

/** Keeps the literal types of a route table, so that clients are typed by its keys. */
export function defineRoutes<const Table extends Record<string, Omit<Route, 'id'>>>(
  table: Table,
): { [Key in keyof Table]: Table[Key] & { id: Key } } {
  const entries = Object.entries(table).map(([id, route]) => [id, { id, ...route }]);
  return Object.fromEntries(entries);
}

/** What a caller passes: parameters, query and body before defaults are filled in. */
export type RouteInput<R> = (R extends { params: infer P extends z.ZodType }
  ? { params: z.input<P> }
  : { params?: undefined }) &
  (R extends { query: infer Q extends z.ZodType }
    ? { query?: z.input<Q> }
    : { query?: undefined }) &
  (R extends { body: infer B extends z.ZodType }
    ? R extends { isBodyOptional: true }
      ? { body?: z.input<B> }
      : { body: z.input<B> }
    : { body?: undefined });

/** What a handler receives: the same after validation. */
export interface RouteRequest<R> {
  params: R extends { params: infer P extends z.ZodType } ? z.output<P> : undefined;
  query: R extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined;
  body: R extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
}

export type RouteReply<R> = R extends { reply: infer A extends z.ZodType }
  ? z.output<A>
  : undefined;
