import type { RawHeaders } from '../contract/text.ts';
import type { DialectKey, ShapedRequest } from '../core/dialects/dialect.ts';
import type { EventRecord } from '../core/records.ts';
import { withStaticHeaders } from '../core/static-headers.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import type { Destination } from './destination.ts';

const USER_AGENT = 'Hookbench/0.1 (+https://www.standardwebhooks.com)';
/** Older than every dialect's tolerance: five minutes is the most common, none takes an hour. */
const STALE_MS = 60 * 60 * 1000;

export interface RequestInput {
  readonly destination: Destination;
  readonly event: EventRecord;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/**
 * The bytes of one attempt: shaped and signed by the dialect, then broken on purpose where a test
 * asks for it. Throws AppError where the dialect cannot shape or sign this event.
 */
export function buildRequest(
  deps: Pick<DeliveryDeps, 'clock' | 'random'>,
  input: RequestInput,
): ShapedRequest {
  const { destination, event } = input;
  const { dialect, breakIt } = destination;
  const nowMs = deps.clock.now() - (breakIt.includes('stale_time') ? STALE_MS : 0);
  const shaped = dialect.shape({
    eventId: event.id,
    // One id for all attempts, replays and subscriptions of an event: receivers tell repeats by it.
    deliveryId: event.id,
    eventType: event.type,
    dataText: event.dataText,
    attempt: input.attempt,
    eventAtMs: event.createdAtMs,
    nowMs,
    url: destination.url,
  });
  const request = {
    ...shaped,
    headers: withStaticHeaders(shaped.headers, USER_AGENT, destination.headers),
  };
  const keys = breakIt.includes('wrong_signature')
    ? destination.keys.map(() => wrongKey(deps, destination))
    : destination.keys;
  const sealed =
    keys.length === 0 && dialect.kind !== 'unsigned'
      ? request
      : dialect.seal({ request, deliveryId: event.id, nowMs, keys });
  return breakIt.length === 0 ? sealed : broken(sealed, destination);
}

function wrongKey(deps: Pick<DeliveryDeps, 'random'>, destination: Destination): DialectKey {
  return destination.dialect.generateKey((size) => deps.random.bytes(size));
}

function broken(request: ShapedRequest, destination: Destination): ShapedRequest {
  const { breakIt, dialect } = destination;
  const lost = dialect.headers[0]?.toLowerCase();
  const headers: RawHeaders = breakIt.includes('no_header')
    ? request.headers.filter(([name]) => name.toLowerCase() !== lost)
    : request.headers;
  const bodyBytes = breakIt.includes('crlf') ? withCrlf(request.bodyBytes) : request.bodyBytes;
  return { ...request, headers, bodyBytes };
}

/** What a proxy on Windows does to a body: every line break becomes CRLF, and one ends the text. */
function withCrlf(bodyBytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bodyBytes).toString('utf8').replace(/\r?\n/g, '\r\n');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'utf8');
}
