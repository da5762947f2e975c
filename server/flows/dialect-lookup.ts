import type { RawHeaders } from '../contract/text.ts';
import type { Dialect } from '../core/dialects/dialect.ts';
import type { ValuePlace } from '../core/dialects/facts.ts';
import { parseJsonBody, readPath } from '../core/dialects/json-path.ts';
import { findDialect, listDialects } from '../core/dialects/registry.ts';
import { findHeader } from '../core/raw-headers.ts';
import type { DialectLookup, NamedParts, RequestNames } from './signing-paths.ts';

const MAX_NAME_LENGTH = 200;

/** Dialects as the receiver needs them: found by id, recognised by their headers, read for names. */
export const dialectLookup: DialectLookup = {
  find: findDialect,
  detect: (headers) => recognise(headers),
  readNames: (dialectId, request) => {
    const dialect = findDialect(dialectId);
    return dialect ? readNames(dialect, request) : { eventType: null, deliveryKey: null };
  },
};

/** A dialect is recognised by its signature's header; among several the one with most of its own headers. */
function recognise(headers: RawHeaders): string | undefined {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  let best: { id: string; points: number } | undefined;
  for (const dialect of listDialects()) {
    const points = pointsOf(dialect, names);
    if (points > (best?.points ?? 0)) {
      best = { id: dialect.id, points };
    }
  }
  return best?.id;
}

function pointsOf(dialect: Dialect, names: ReadonlySet<string>): number {
  const [signature, ...others] = dialect.headers;
  const { eventTypeAt, deliveryIdAt } = dialect.facts;
  const named = [eventTypeAt, deliveryIdAt].filter(
    (place) => place.kind === 'header' && names.has(place.header.toLowerCase()),
  ).length;
  if (signature === undefined || !names.has(signature.toLowerCase())) {
    // A provider that was given no secret sends everything but the signature.
    return eventTypeAt.kind === 'header' && names.has(eventTypeAt.header.toLowerCase()) ? named : 0;
  }
  const present = others.filter((name) => names.has(name.toLowerCase())).length;
  return 10 + 2 * named + present - 0.1 * (others.length - present);
}

function readNames(dialect: Dialect, request: NamedParts): RequestNames {
  const { eventTypeAt, deliveryIdAt } = dialect.facts;
  const needsBody = eventTypeAt.kind === 'body' || deliveryIdAt.kind === 'body';
  const body = needsBody && request.bodyBytes ? parseJsonBody(request.bodyBytes) : undefined;
  return {
    eventType: readValue(eventTypeAt, request.headers, body),
    deliveryKey: readValue(deliveryIdAt, request.headers, body),
  };
}

function readValue(place: ValuePlace, headers: RawHeaders, body: unknown): string | null {
  if (place.kind === 'none') {
    return null;
  }
  const value =
    place.kind === 'header'
      ? findHeader(headers, place.header.toLowerCase())
      : readPath(body, place.path);
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? String(value).slice(0, MAX_NAME_LENGTH) : null;
}
