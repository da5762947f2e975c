import type { RawHeaders } from '../contract/text.ts';
import type { AttemptOrder } from '../core/attempt-order.ts';
import type { Dialect, DialectKey, ShapedRequest } from '../core/dialects/dialect.ts';
import { retryReasonOf } from '../core/retry-reason.ts';
import { withStaticHeaders } from '../core/static-headers.ts';
import type { Clock, Random } from '../ports.ts';

type Deps = { readonly clock: Clock; readonly random: Random };

const USER_AGENT = 'Hookbench/0.1 (+https://www.standardwebhooks.com)';
/** Older than every dialect's tolerance: five minutes is the most common, none takes an hour. */
const STALE_MS = 60 * 60 * 1000;

/** As much of an order as its bytes are made of. */
export type RequestOrder = Pick<AttemptOrder, 'destination' | 'event'> & {
  readonly delivery: Pick<AttemptOrder['delivery'], 'attempts' | 'lastOutcome'>;
};

/**
 * The bytes of one attempt: shaped and signed by the dialect, then broken on purpose where a test
 * asks for it. Throws AppError where the dialect cannot shape or sign this event.
 */
export function buildRequest(
  deps: Deps,
  { destination, event, delivery }: RequestOrder,
  dialect: Dialect,
): ShapedRequest {
  const { breakIt } = destination;
  const nowMs = deps.clock.now() - (breakIt.includes('stale_time') ? STALE_MS : 0);
  const shaped = dialect.shape({
    eventId: event.id,
    // One id for all attempts, replays and subscriptions of an event: receivers tell repeats by it.
    deliveryId: event.id,
    eventType: event.type,
    get dataText() {
      return event.dataText;
    },
    dataBytes: event.shared?.bytes,
    attempt: delivery.attempts + 1,
    eventAtMs: event.createdAtMs,
    nowMs,
    url: destination.url,
    retryReason: retryReasonOf(delivery.lastOutcome),
  });
  const request = {
    ...shaped,
    headers: withStaticHeaders(shaped.headers, USER_AGENT, destination.headers),
  };
  const keys = breakIt.includes('wrong_signature')
    ? destination.keys.map(() => wrongKey(deps, dialect))
    : destination.keys;
  const sealed =
    keys.length === 0 && dialect.kind !== 'unsigned'
      ? request
      : dialect.seal({ request, deliveryId: event.id, nowMs, keys });
  return breakIt.length === 0 ? sealed : broken(sealed, breakIt, dialect);
}

function wrongKey(deps: Deps, dialect: Dialect): DialectKey {
  return dialect.generateKey((size) => deps.random.bytes(size));
}

function broken(
  request: ShapedRequest,
  breakIt: readonly string[],
  dialect: Dialect,
): ShapedRequest {
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
