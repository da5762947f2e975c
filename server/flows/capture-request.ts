import type { CaptureId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import { AppError } from '../core/errors.ts';
import { limitAnswer, type PlannedAnswer, recordAnswer, statusOf } from '../core/planned-answer.ts';
import type { CaptureDetailRecord, CaptureRecord, NewCapture } from '../core/records.ts';
import type { CaptureStore, Clock, LiveFeed, Log, Meter } from '../ports.ts';
import { type HeldBody, type HeldBudget, holdBody } from './held-body.ts';
import type { ArrivalEnd, RequestHead } from './request-head.ts';
import type { DialectLookup, SigningPath } from './signing-paths.ts';
import { type OpenVerification, startVerification, type Verification } from './verify-capture.ts';

export interface CaptureDeps {
  readonly captures: Pick<CaptureStore, 'openBody' | 'save'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly feed: Pick<LiveFeed, 'capture'>;
  readonly log: Pick<Log, 'error' | 'warn'>;
  readonly newCaptureId: () => CaptureId;
  readonly dialects: DialectLookup;
  readonly signingPathOf: (path: string) => SigningPath;
  readonly settings: () => Pick<Settings, 'capture_limit_bytes' | 'capture_limit_status'>;
  readonly planAnswer: (request: ArrivedRequest) => PlannedAnswer;
  readonly meter?: Pick<Meter, 'captured'>;
  /** Whether a request is one of our own replays coming in. */
  readonly isReplay?: (request: ArrivedRequest) => boolean;
}

/** A request that has arrived, as rules and challenges see it. */
export interface ArrivedRequest {
  readonly head: RequestHead;
  readonly path: SigningPath;
  readonly verification: Verification;
  /** Undefined where the body is too big to be looked at. */
  readonly bodyBytes: Uint8Array | undefined;
}

/** A request on its way in. */
export interface OpenCapture {
  /** A promise where the sender has to wait; `too_long` once the limit is reached: then call `finish`. */
  write(chunk: Uint8Array): Promise<void> | 'too_long' | undefined;
  /** Stores what came and says what to answer. Never rejects. */
  finish(end: ArrivalEnd): Promise<CapturedRequest>;
}

/** `record` is undefined where nothing could be stored: the answer is then no 2xx. */
export interface CapturedRequest {
  readonly record: CaptureRecord | undefined;
  readonly answer: PlannedAnswer;
}

/** How the receiver takes in one request: bytes to the store, verdict and answer decided, one append. */
export function createCaptureRequest(deps: CaptureDeps): (head: RequestHead) => OpenCapture {
  const budget: HeldBudget = { usedBytes: 0 };
  return (head) => {
    const path = deps.signingPathOf(head.path);
    const verification = startVerification(deps, head, path);
    const body = holdBody(deps.captures, budget, verification.update);
    const limitBytes = deps.settings().capture_limit_bytes;
    return {
      write: (chunk) => {
        const room = limitBytes - body.sizeBytes;
        if (chunk.length <= room) {
          return body.write(chunk);
        }
        if (room > 0) {
          // The sender is stopped here, so nobody waits for this last write; `save` comes after it.
          void body.write(chunk.subarray(0, room));
        }
        return 'too_long';
      },
      finish: (end) => finishCapture(deps, { head, path, verification, body }, end),
    };
  };
}

interface Arriving {
  readonly head: RequestHead;
  readonly path: SigningPath;
  readonly verification: OpenVerification;
  readonly body: HeldBody;
}

async function finishCapture(
  deps: CaptureDeps,
  arriving: Arriving,
  end: ArrivalEnd,
): Promise<CapturedRequest> {
  const { head, path, body } = arriving;
  try {
    const bodyBytes = body.bytes();
    const verification = judge(deps, arriving, bodyBytes, end);
    const arrived = { head, path, verification, bodyBytes };
    const answer = end.kind === 'whole' ? planSafely(deps, arrived) : answerBroken(deps, end);
    const record = await deps.captures.save(
      newCapture(deps, arrived, { answer, end }),
      newDetail(arrived, answer, end),
      body.forStore(),
    );
    tell(deps, record);
    return { record, answer };
  } catch (error) {
    body.discard().catch((fault: unknown) => {
      deps.log.warn({ fault }, 'a body that could not be stored was not cleared away');
    });
    return { record: undefined, answer: answerUnstored(deps, error) };
  } finally {
    body.release();
  }
}

/** Whatever goes wrong while a signature is judged: the request is kept all the same. */
function judge(
  deps: CaptureDeps,
  { verification }: Arriving,
  bodyBytes: Uint8Array | undefined,
  end: ArrivalEnd,
): Verification {
  try {
    return verification.finish(bodyBytes, end.kind === 'whole');
  } catch (error) {
    deps.log.error({ err: error }, 'a signature could not be judged');
    return {
      verdict: 'unchecked',
      dialect: null,
      report: null,
      eventType: null,
      deliveryKey: null,
    };
  }
}

function planSafely(deps: CaptureDeps, arrived: ArrivedRequest): PlannedAnswer {
  try {
    return deps.planAnswer(arrived);
  } catch (error) {
    deps.log.error({ err: error }, 'no answer could be chosen');
    const why = error instanceof Error ? error.message : 'unknown';
    return limitAnswer(500, `A rule failed while this request was answered: ${why}`);
  }
}

/** What is stored is stored: nobody who is told of it can change that. */
function tell(deps: CaptureDeps, record: CaptureRecord): void {
  try {
    deps.feed.capture(record);
    deps.meter?.captured(record.sizeBytes);
  } catch (error) {
    deps.log.error({ err: error }, 'a stored capture could not be shown');
  }
}

/** Nobody gets to read it: the connection is gone. */
const UNSAID_STATUS = 400;

/** False where the connection was gone before anything could be said on it. */
function isTold(end: ArrivalEnd): boolean {
  return (end.kind !== 'broken_off' && end.kind !== 'refused') || end.status !== null;
}

function answerBroken(deps: CaptureDeps, end: ArrivalEnd): PlannedAnswer {
  if (end.kind === 'broken_off') {
    return limitAnswer(end.status ?? UNSAID_STATUS, `The body broke off: ${end.why}`);
  }
  if (end.kind === 'refused') {
    return limitAnswer(
      end.status ?? UNSAID_STATUS,
      `${end.why} The raw bytes are kept as the body.`,
    );
  }
  const { capture_limit_bytes, capture_limit_status } = deps.settings();
  return limitAnswer(
    capture_limit_status,
    `The body is longer than the limit of ${capture_limit_bytes} bytes; the first ${capture_limit_bytes} are kept.`,
  );
}

function answerUnstored(deps: CaptureDeps, error: unknown): PlannedAnswer {
  if (error instanceof AppError && error.code === 'storage_full') {
    return limitAnswer(507, 'This request could not be stored. Send it again later.');
  }
  if (error instanceof AppError && error.code === 'unavailable') {
    return limitAnswer(503, 'The store is away: this request is not stored. Send it again later.');
  }
  deps.log.error({ error }, 'a request could not be stored');
  return limitAnswer(500, 'This request could not be stored. The log of the receiver says why.');
}

function newCapture(
  deps: CaptureDeps,
  arrived: ArrivedRequest,
  outcome: { answer: PlannedAnswer; end: ArrivalEnd },
): NewCapture {
  const { head, path, verification } = arrived;
  return {
    id: deps.newCaptureId(),
    method: head.method,
    target: head.target,
    receivedAtMs: head.receivedAtMs,
    durationMs: Math.round((deps.clock.monotonic() - head.startedAtMs) * 1000) / 1000,
    isCut: outcome.end.kind !== 'whole',
    verdict: verification.verdict,
    dialect: verification.dialect,
    status: isTold(outcome.end) ? statusOf(outcome.answer) : null,
    eventType: verification.eventType,
    deliveryKey: verification.deliveryKey,
    from: path.inbox?.name ?? verification.dialect ?? 'unknown',
    ruleId: outcome.answer.ruleId,
    isReplay: deps.isReplay?.(arrived) ?? false,
  };
}

function newDetail(
  { head, verification }: ArrivedRequest,
  answer: PlannedAnswer,
  end: ArrivalEnd,
): CaptureDetailRecord {
  return {
    rawHeaders: head.rawHeaders,
    rawTrailers: end.kind === 'whole' ? end.rawTrailers : [],
    httpVersion: head.httpVersion,
    url: head.url,
    remoteAddress: head.remoteAddress,
    remotePort: head.remotePort,
    report: verification.report,
    answer: isTold(end)
      ? recordAnswer(answer)
      : { ...recordAnswer(answer), status: null, headers: [], body_base64: '' },
    forwards: [],
  };
}
