import { z } from 'zod';
import type { Route } from '../../server/contract/route.ts';

export interface BadRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly type: string | undefined;
  readonly body: string;
  readonly status: number;
  /** One of `errors` must have this path, or start with it. */
  readonly errorPath?: string;
}

type AnyRoute = Omit<Route, 'id'>;
type Schema = { [key: string]: unknown };

const JSON_TYPE = 'application/json';
const BAD_URLS = [
  'javascript:alert(1)',
  'file:///etc/passwd',
  'ftp://example.com/x',
  'data:text/html,x',
  '//example.com/x',
  'http://',
  'http://user:secret@example.com/',
  'http://example.com/#fragment',
  'http://exa mple.com/',
  `http://example.com/${'x'.repeat(3000)}`,
];

/** Every way in which the body of a route can be wrong, made from its schema. */
export function badRequestsOf(table: Record<string, AnyRoute>): BadRequest[] {
  return Object.entries(table).flatMap(([id, route]) => badBodies(id, route));
}

function badBodies(id: string, route: AnyRoute): BadRequest[] {
  if (!route.body) {
    return [];
  }
  const { method } = route;
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => sampleParameter(route.path, name));
  const base = { method, path, type: JSON_TYPE };
  const schema: Schema = z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' });
  const deep = `{"deep":${'['.repeat(70)}${']'.repeat(70)}}`;
  const large = `{"large":"${'x'.repeat((route.maxBodyBytes ?? 1024 * 1024) + 10)}"}`;
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  return [
    { ...base, name: `${id}: no JSON`, body: '{"a":', status: 400, errorPath: 'a' },
    {
      ...base,
      name: `${id}: words in place of JSON`,
      body: 'url=http://x',
      status: 400,
      errorPath: '',
    },
    { ...base, name: `${id}: another type`, type: 'text/plain', body: '{}', status: 415 },
    {
      ...base,
      name: `${id}: a form`,
      type: 'application/x-www-form-urlencoded',
      body: 'a=b',
      status: 415,
    },
    { ...base, name: `${id}: no type`, type: undefined, body: '{}', status: 415 },
    {
      ...base,
      name: `${id}: another charset`,
      type: `${JSON_TYPE}; charset=utf-16`,
      body: '{}',
      status: 415,
    },
    { ...base, name: `${id}: too large`, body: large, status: 413 },
    { ...base, name: `${id}: too deep`, body: deep, status: 422, errorPath: 'deep' },
    { ...base, name: `${id}: a text`, body: '"x"', status: 422, errorPath: '' },
    { ...base, name: `${id}: null`, body: 'null', status: 422, errorPath: '' },
    ...required.map((name) => ({
      ...base,
      name: `${id}: ${name} missing`,
      body: '{}',
      status: 422,
      errorPath: name,
    })),
    ...badFields(id, schema, base),
    ...unknownFields(id, schema, base),
  ];
}

/** Not of a body that may hold anything, nor of one that has several forms. */
function unknownFields(id: string, schema: Schema, base: Pick<BadRequest, 'method' | 'path'>) {
  const unknown = { ...base, name: `${id}: an unknown member`, body: '{"no_such_member":1}' };
  const isClosed = schema.properties !== undefined && schema.additionalProperties === undefined;
  return isClosed
    ? [{ ...unknown, type: JSON_TYPE, status: 422, errorPath: 'no_such_member' }]
    : [];
}

function badFields(id: string, schema: Schema, base: Pick<BadRequest, 'method' | 'path' | 'type'>) {
  const properties: Record<string, Schema> = Object(schema.properties ?? {});
  return Object.entries(properties).flatMap(([field, inner]) =>
    badValuesOf(field, inner).map((value) => ({
      ...base,
      name: `${id}: ${field} = ${JSON.stringify(value).slice(0, 50)}`,
      body: JSON.stringify({ [field]: value }),
      status: 422,
      errorPath: field,
    })),
  );
}

function badValuesOf(field: string, schema: Schema): unknown[] {
  const urls = /(^|_)url$/.test(field) ? BAD_URLS : [];
  const tooLong = typeof schema.maxLength === 'number' ? ['x'.repeat(schema.maxLength + 1)] : [];
  switch (schema.type) {
    case 'string':
      return [
        12345,
        null,
        ['x'],
        {},
        ...urls,
        ...tooLong,
        ...(schema.enum ? ['no such word'] : []),
      ];
    case 'number':
    case 'integer':
      return ['x', null, [], 1e308];
    case 'boolean':
      return ['true', 1, null];
    case 'array':
      return ['x', 1, {}, null, [{ not: 'an item' }]];
    case 'object':
      return ['x', 1, null];
    default:
      return [];
  }
}

function sampleParameter(path: string, name: string): string {
  const prefix = /^\/api\/(\w{3})/.exec(path)?.[1] ?? '';
  const prefixes: Record<string, string> = {
    sub: 'sub',
    del: 'dlv',
    cap: 'cap',
    rul: 'rul',
    inb: 'inb',
    pub: 'pub',
    vie: 'vew',
    bur: 'bst',
  };
  const ids: Record<string, string> = {
    name: 'my.type',
    format: 'json',
    attempt_id: 'att_0123456789',
  };
  return ids[name] ?? `${prefixes[prefix] ?? 'x'}_0123456789`;
}
