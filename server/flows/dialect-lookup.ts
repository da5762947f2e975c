import type { RawHeaders } from '../contract/text.ts';
import { detectDialect, verifyDetected } from '../core/dialects/detect.ts';
import type { Dialect } from '../core/dialects/dialect.ts';
import type { ValuePlace } from '../core/dialects/facts.ts';
import { parseJsonBody, readPath } from '../core/dialects/json-path.ts';
import { findDialect } from '../core/dialects/registry.ts';
import { findHeader } from '../core/raw-headers.ts';
import type { DialectLookup, NamedParts, RequestNames } from './signing-paths.ts';

const MAX_NAME_LENGTH = 200;

/** Dialects as the receiver needs them: found by id, recognised by their headers, read for names. */
export const dialectLookup: DialectLookup = {
  find: findDialect,
  detect: (headers, bodyBytes) => detectDialect(headers, bodyBytes)[0]?.id,
  judgeUnknown: (input) => verifyDetected(input)?.report,
  readNames: (dialectId, request) => {
    const dialect = findDialect(dialectId);
    return dialect ? readNames(dialect, request) : { eventType: null, deliveryKey: null };
  },
};

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
      : (readPath(body, place.path) ?? (place.otherPath && readPath(body, place.otherPath)));
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? String(value).slice(0, MAX_NAME_LENGTH) : null;
}
