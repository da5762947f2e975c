import type { AttemptId } from '../contract/ids.ts';
import type { AttemptMade, AttemptOrder } from '../core/attempt-order.ts';
import type { Dialect, ShapedRequest } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { AttemptRecord } from '../core/records.ts';
import { type Settled, settleAttempt } from '../core/settle.ts';
import { wireHeaders } from '../core/wire-headers.ts';
import type { AttemptMaker, Clock, Random, Transport, TransportResult } from '../ports.ts';
import { buildRequest } from './build-request.ts';
import { getDialect } from './subscription-keys.ts';

/** Of each answer's body this much is kept with the attempt. */
const KEEP_BYTES = 64 * 1024;

export interface MakerDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes attempts in the thread it is called in. */
export function createAttemptMaker(deps: MakerDeps): AttemptMaker {
  return { make: (order) => makeAttempt(deps, order), close: () => deps.transport.close() };
}

/** Builds, signs and sends one request, and decides what follows. An endpoint's failure is a result. */
async function makeAttempt(deps: MakerDeps, order: AttemptOrder): Promise<AttemptMade> {
  let dialect: Dialect;
  let request: ShapedRequest;
  try {
    dialect = getDialect(order.destination.dialect);
    request = buildRequest(deps, order, dialect);
    // The body is a copy by now: of the event's own data, or it is not sent.
    order.event.shared?.check();
  } catch (error) {
    if (error instanceof AppError) {
      return { kind: 'impossible', code: error.code, text: error.message };
    }
    throw error;
  }
  const startedAtMs = deps.clock.now();
  const result = await send(deps, order, request);
  const settled = settle(deps, order, { dialect, result });
  const attempt = attemptRecord(deps, order, { startedAtMs, request, result, settled });
  return { kind: 'made', attempt, settled };
}

function send(
  { transport }: MakerDeps,
  order: AttemptOrder,
  request: ShapedRequest,
): Promise<TransportResult> {
  const { policy } = order.destination;
  return transport.send({
    method: request.method,
    url: request.url,
    headers: request.headers,
    bodyBytes: request.bodyBytes,
    timeoutMs: policy.timeout_ms,
    maxConnections: policy.concurrency,
    lane: order.lane,
    allowsPrivate: order.allowsPrivate,
    allowsLoopback: order.allowsLoopback,
    trustsCertificate: policy.trust_certificate,
    keepBytes: KEEP_BYTES,
  });
}

function settle(
  deps: MakerDeps,
  { delivery, cause, destination }: AttemptOrder,
  { dialect, result }: { readonly dialect: Dialect; readonly result: TransportResult },
): Settled {
  const { outcome, status, detail } = result;
  return settleAttempt({
    delivery,
    cause,
    policy: destination.policy,
    dialectDelivery: dialect.delivery,
    facts: { outcome, status, detail, timeoutMs: destination.policy.timeout_ms },
    answerHeaders: result.headers,
    nowMs: deps.clock.now(),
    random: deps.random.next(),
  });
}

interface Sent {
  readonly startedAtMs: number;
  readonly request: ShapedRequest;
  readonly result: TransportResult;
  readonly settled: Settled;
}

function attemptRecord(
  deps: MakerDeps,
  { delivery, cause }: AttemptOrder,
  { startedAtMs, request, result, settled }: Sent,
): AttemptRecord {
  const { headers, bodyBytes, sizeBytes, isCut } = result;
  return {
    id: newId('att', (size) => deps.random.bytes(size)) as AttemptId,
    deliveryId: delivery.id,
    number: delivery.attempts + 1,
    cause,
    startedAtMs,
    outcome: result.outcome,
    isSuccess: settled.isSuccess,
    explanation: settled.explanation,
    status: result.status,
    timing: { connectMs: result.connectMs, waitMs: result.waitMs, totalMs: result.totalMs },
    request: {
      method: request.method,
      url: request.url,
      headers: wireHeaders(request, hostOf(request.url)),
      bodyBytes: request.bodyBytes,
    },
    response: result.status === null ? null : { headers, bodyBytes, sizeBytes, isCut },
  };
}

let lastUrl = '';
let lastHost = '';
/** The Host header of a URL. Most attempts in a row go to the same one. */
function hostOf(url: string): string {
  if (url !== lastUrl) {
    lastHost = new URL(url).host;
    lastUrl = url;
  }
  return lastHost;
}
