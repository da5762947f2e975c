import type { JSONValue } from 'json-p3';
import type { RuleWhen } from '../contract/rule.ts';
import type { Verdict } from '../contract/signature.ts';
import type { RawHeaders } from '../contract/text.ts';
import { compileJsonPath, lookUp, QUERY_LIMIT_MS } from './json-query.ts';
import { headerValues } from './raw-headers.ts';
import { fitsWildcard } from './wildcard.ts';

/** A request as rules look at it. */
export interface RuleRequest {
  readonly method: string;
  /** Exactly as sent, query included. */
  readonly target: string;
  readonly path: string;
  readonly headers: RawHeaders;
  /** Undefined where the body is too big to be looked at. */
  readonly bodyBytes: Uint8Array | undefined;
  readonly eventType: string | null;
  readonly deliveryKey: string | null;
  readonly verdict: Verdict;
  readonly dialect: string | null;
}

type TextMatch = NonNullable<RuleWhen['headers']>[string];
type Mismatch = string | undefined;

const parsedBodies = new WeakMap<RuleRequest, { value: JSONValue } | undefined>();

/** Why the request is not what `when` asks for, in a few words; undefined where it is. */
export function mismatchOf(when: RuleWhen, request: RuleRequest): Mismatch {
  return (
    methodMismatch(when, request) ??
    wordMismatch('the path', when.path, request.path) ??
    wordMismatch('the event', when.event, request.eventType) ??
    wordMismatch('the dialect', when.dialect, request.dialect) ??
    verdictMismatch(when, request) ??
    headersMismatch(when, request) ??
    queryMismatch(when, request) ??
    bodyMismatch(when, request)
  );
}

function methodMismatch({ methods }: RuleWhen, request: RuleRequest): Mismatch {
  const isWanted =
    methods === undefined ||
    methods.length === 0 ||
    methods.some((method) => method.toUpperCase() === request.method.toUpperCase());
  return isWanted ? undefined : `the method is ${request.method}, not ${methods.join(' or ')}`;
}

function wordMismatch(what: string, wanted: string | undefined, given: string | null): Mismatch {
  if (wanted === undefined || (given !== null && fitsWildcard(wanted, given))) {
    return undefined;
  }
  return given === null
    ? `${what} is not known, and ${wanted} is asked for`
    : `${what} is ${given}, not ${wanted}`;
}

function verdictMismatch({ verdict }: RuleWhen, request: RuleRequest): Mismatch {
  const isWanted =
    verdict === undefined || verdict.length === 0 || verdict.includes(request.verdict);
  return isWanted ? undefined : `the signature is ${request.verdict}, not ${verdict.join(' or ')}`;
}

function headersMismatch({ headers }: RuleWhen, request: RuleRequest): Mismatch {
  for (const [name, match] of Object.entries(headers ?? {})) {
    const values = headerValues(request.headers, name.toLowerCase());
    const mismatch = textMismatch(`the header ${name}`, match, values);
    if (mismatch) {
      return mismatch;
    }
  }
  return undefined;
}

function queryMismatch({ query }: RuleWhen, request: RuleRequest): Mismatch {
  if (query === undefined) {
    return undefined;
  }
  const mark = request.target.indexOf('?');
  const given = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1));
  for (const [name, match] of Object.entries(query)) {
    const mismatch = textMismatch(`the query parameter ${name}`, match, given.getAll(name));
    if (mismatch) {
      return mismatch;
    }
  }
  return undefined;
}

function textMismatch(what: string, match: TextMatch, values: readonly string[]): Mismatch {
  if (match.present !== undefined && match.present !== values.length > 0) {
    return match.present ? `${what} is missing` : `${what} is there and must not be`;
  }
  const wanted = match.is;
  if (wanted === undefined || values.some((value) => fitsWildcard(wanted, value))) {
    return undefined;
  }
  return values.length === 0 ? `${what} is missing` : `${what} is not ${wanted}`;
}

function bodyMismatch({ body }: RuleWhen, request: RuleRequest): Mismatch {
  if (body === undefined) {
    return undefined;
  }
  if (request.bodyBytes === undefined) {
    return 'the body is too big to be looked into';
  }
  const parsed = parseBody(request);
  if (!parsed) {
    return 'the body is not JSON';
  }
  const nodes = select(body.json_path, parsed.value);
  if (typeof nodes === 'string') {
    return nodes;
  }
  if (nodes.length === 0) {
    return `${body.json_path} selects nothing in the body`;
  }
  const wanted = body.is;
  if (wanted === undefined || nodes.some((node) => fitsWildcard(wanted, textOf(node.value)))) {
    return undefined;
  }
  return `${body.json_path} is not ${wanted}`;
}

/** What the path selects, or why that cannot be said. */
function select(pathText: string, value: JSONValue): readonly { value: unknown }[] | string {
  // A path that cannot be read is a broken rule: that is thrown, not taken for a body that does not fit.
  compileJsonPath(pathText);
  try {
    const found = lookUp(pathText, (path) => path.query(value).nodes);
    return found?.made ?? `${pathText} takes more than ${QUERY_LIMIT_MS} ms in this body`;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return `${pathText} cannot be looked up in this body: ${why}`;
  }
}

/** The body as JSON, parsed once per request; undefined where it is none. */
export function parseBody(request: RuleRequest): { readonly value: JSONValue } | undefined {
  if (!parsedBodies.has(request)) {
    parsedBodies.set(request, tryParse(request.bodyBytes));
  }
  return parsedBodies.get(request);
}

function tryParse(bodyBytes: Uint8Array | undefined): { value: JSONValue } | undefined {
  if (bodyBytes === undefined || bodyBytes.length === 0) {
    return undefined;
  }
  try {
    return { value: JSON.parse(new TextDecoder().decode(bodyBytes)) };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
