import type { AttemptId } from '../contract/ids.ts';
import type { ShapedRequest } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { AttemptRecord, DeliveryRecord, Settlement } from '../core/records.ts';
import { type Settled, settleAttempt } from '../core/settle.ts';
import { wireHeaders } from '../core/wire-headers.ts';
import type { ClaimedDelivery, DeliveryJob, OutgoingRequest, TransportResult } from '../ports.ts';
import { disableSubscription, noteAttempt } from './auto-disable.ts';
import { buildRequest } from './build-request.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { type Destination, findDestination } from './destination.ts';
import { recordUntilStored } from './record-until-stored.ts';
import { firstJob } from './trigger-event.ts';

/** Of each answer's body this much is kept with the attempt. */
const KEEP_BYTES = 64 * 1024;
/** How soon an attempt comes back that found its delivery in another one's hands. */
const CLAIMED_WAIT_MS = 100;
/** Marks an at-most-once delivery as on the wire: found at a start, it is over. */
export const SENDING_ONCE_NOTE = 'being sent, at most once';

/**
 * Makes one attempt: claim, build, send, decide, store, queue again where due. Rejects only where
 * the store does: an endpoint's failure is a result.
 */
export async function attemptDelivery(
  deps: DeliveryDeps,
  job: DeliveryJob,
  freeSlot: () => void = () => undefined,
): Promise<void> {
  const isByHand = job.cause === 'manual' || job.cause === 'test';
  const claimed = await deps.deliveries.claim(job.deliveryId, isByHand);
  if (claimed === undefined) {
    await comeBackWhereClaimed(deps, job, isByHand);
    return;
  }
  try {
    await attemptClaimed(deps, job, claimed, freeSlot);
  } catch (error) {
    deps.deliveries.release(job.deliveryId);
    throw error;
  }
}

async function attemptClaimed(
  deps: DeliveryDeps,
  job: DeliveryJob,
  claimed: ClaimedDelivery,
  freeSlot: () => void,
): Promise<void> {
  const { delivery, event } = claimed;
  let destination: Destination | undefined;
  let request: ShapedRequest;
  try {
    destination = findDestination(deps, delivery);
    const cancelNote = reasonToCancel(job, destination);
    if (destination === undefined || cancelNote !== null) {
      await endWithoutAttempt(
        deps,
        delivery,
        'cancelled',
        cancelNote ?? 'the subscription is gone',
      );
      return;
    }
    request = buildRequest(deps, { destination, event, attempt: delivery.attempts + 1 });
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    deps.log.warn({ delivery_id: delivery.id, code: error.code }, 'nothing could be sent');
    await endWithoutAttempt(deps, delivery, 'failed', error.message);
    return;
  }
  if (destination.policy.at_most_once && job.cause === 'schedule') {
    const atMs = delivery.nextAttemptAtMs ?? deps.clock.now();
    await deps.deliveries.settle(delivery.id, pendingWith(atMs, SENDING_ONCE_NOTE));
  }
  await sendAndRecord(deps, { job, delivery, destination, request, freeSlot });
}

interface Sending {
  readonly job: DeliveryJob;
  readonly delivery: DeliveryRecord;
  readonly destination: Destination;
  readonly request: ShapedRequest;
  readonly freeSlot: () => void;
}

async function sendAndRecord(deps: DeliveryDeps, sending: Sending): Promise<void> {
  const { job, delivery, destination } = sending;
  const startedAtMs = deps.clock.now();
  const result = await deps.transport.send(outgoing(deps, sending));
  sending.freeSlot();
  const settled = settleAttempt({
    delivery,
    cause: job.cause,
    policy: destination.policy,
    dialectDelivery: destination.dialect.delivery,
    facts: {
      outcome: result.outcome,
      status: result.status,
      detail: result.detail,
      timeoutMs: destination.policy.timeout_ms,
    },
    answerHeaders: result.headers,
    nowMs: deps.clock.now(),
    random: deps.random.next(),
  });
  const attempt = attemptRecord(deps, sending, { startedAtMs, result, settled });
  const settlement = settled.isSuccess
    ? settled.settlement
    : await unlessCancelled(deps, delivery, settled.settlement);
  const record = await recordUntilStored(deps, attempt, settlement);
  deps.feed.delivery(record);
  deps.meter.attempted(result.outcome, settled.isSuccess, result.totalMs);
  logAttempt(deps, sending, attempt);
  await follow(deps, sending, { record, settled, startedAtMs });
}

/** What comes after the record: the next attempt, the subscription's failure clock, its end. */
async function follow(
  deps: DeliveryDeps,
  { job, destination }: Sending,
  after: { record: DeliveryRecord; settled: Settled; startedAtMs: number },
): Promise<void> {
  const { record, settled } = after;
  if (job.cause === 'manual' && record.state !== 'pending' && !record.isTest) {
    // Its scheduled attempt comes up now, finds nothing to do and leaves the line of its lane.
    await deps.queue.scheduleMany([{ ...firstJob(record), atMs: deps.clock.now() }]);
  } else if (job.cause !== 'manual' && record.state === 'pending') {
    await deps.queue.scheduleMany([firstJob(record)]);
  }
  const { subscription } = destination;
  if (subscription === null || job.cause !== 'schedule') {
    return;
  }
  if (settled.disables !== null) {
    await disableSubscription(deps, subscription.id, settled.disables, settled.explanation);
    return;
  }
  await noteAttempt(deps, subscription.id, settled.isSuccess, after.startedAtMs);
}

function outgoing(deps: DeliveryDeps, { job, destination, request }: Sending): OutgoingRequest {
  const { policy } = destination;
  const rules = deps.sendingRules();
  const isNamed =
    policy.allow_private_addresses || isAllowedHost(rules.allowedPrivateHosts, request.url);
  return {
    method: request.method,
    url: request.url,
    headers: request.headers,
    bodyBytes: request.bodyBytes,
    timeoutMs: policy.timeout_ms,
    maxConnections: policy.concurrency,
    lane: job.lane,
    allowsPrivate: !rules.isShared || isNamed,
    allowsLoopback: !rules.isShared || rules.isDesktop || isNamed,
    trustsCertificate: policy.trust_certificate,
    keepBytes: KEEP_BYTES,
  };
}

function isAllowedHost(allowed: readonly string[], url: string): boolean {
  if (allowed.length === 0) {
    return false;
  }
  const host = new URL(url).hostname.toLowerCase();
  return allowed.some((name) => name.toLowerCase() === host || `[${name.toLowerCase()}]` === host);
}

function attemptRecord(
  deps: DeliveryDeps,
  { job, delivery, request }: Sending,
  outcome: { startedAtMs: number; result: TransportResult; settled: Settled },
): AttemptRecord {
  const { result, settled } = outcome;
  return {
    id: newId('att', (size) => deps.random.bytes(size)) as AttemptId,
    deliveryId: delivery.id,
    number: delivery.attempts + 1,
    cause: job.cause,
    startedAtMs: outcome.startedAtMs,
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
    response:
      result.status === null
        ? null
        : {
            headers: result.headers,
            bodyBytes: result.bodyBytes,
            sizeBytes: result.sizeBytes,
            isCut: result.isCut,
          },
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

/** A failed attempt does not bring back what its user cancelled while it ran. */
async function unlessCancelled(
  deps: DeliveryDeps,
  delivery: DeliveryRecord,
  settlement: Settlement,
): Promise<Settlement> {
  const current = await deps.deliveries.findDelivery(delivery.id);
  return current !== undefined && current.state === 'cancelled'
    ? { state: 'cancelled', nextAttemptAtMs: null, note: current.note }
    : settlement;
}

/** Why a scheduled attempt must not be made any more; null where it may. Acts by hand always may. */
function reasonToCancel(job: DeliveryJob, destination: Destination | undefined): string | null {
  const subscription = destination?.subscription;
  if (job.cause !== 'schedule' || !subscription || subscription.state !== 'disabled') {
    return null;
  }
  return `the subscription is disabled: ${subscription.disabled?.text ?? 'by its user'}`;
}

async function endWithoutAttempt(
  deps: DeliveryDeps,
  delivery: DeliveryRecord,
  state: 'cancelled' | 'failed',
  note: string,
): Promise<void> {
  const record = await deps.deliveries.settle(delivery.id, { state, nextAttemptAtMs: null, note });
  deps.deliveries.release(delivery.id);
  if (record !== undefined) {
    deps.feed.delivery(record);
  }
}

/** Another attempt has it: a manual one waits for its turn, a scheduled one too while it is pending. */
async function comeBackWhereClaimed(
  deps: DeliveryDeps,
  job: DeliveryJob,
  isByHand: boolean,
): Promise<void> {
  const current = await deps.deliveries.findDelivery(job.deliveryId);
  if (current === undefined || (!isByHand && current.state !== 'pending')) {
    return;
  }
  await deps.queue.scheduleMany([{ ...job, atMs: deps.clock.now() + CLAIMED_WAIT_MS }]);
}

function pendingWith(atMs: number, note: string): Settlement {
  return { state: 'pending', nextAttemptAtMs: atMs, note };
}

function logAttempt(
  deps: DeliveryDeps,
  { job, delivery, destination }: Sending,
  attempt: AttemptRecord,
): void {
  deps.log.info(
    {
      delivery_id: delivery.id,
      event_id: delivery.eventId,
      event_type: delivery.eventType,
      subscription_id: delivery.subscriptionId,
      dialect: destination.dialect.id,
      attempt: attempt.number,
      cause: job.cause,
      url: attempt.request.url,
      bytes: attempt.request.bodyBytes.length,
      outcome: attempt.outcome,
      status: attempt.status,
      is_success: attempt.isSuccess,
      duration_ms: attempt.timing.totalMs,
    },
    'attempt',
  );
}
