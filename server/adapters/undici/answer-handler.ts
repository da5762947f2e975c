import type { Dispatcher } from 'undici';
import type { Outcome } from '../../contract/delivery.ts';
import type { RawHeaders } from '../../contract/text.ts';
import type { Clock, OutgoingRequest, TransportResult } from '../../ports.ts';
import { failureOf } from './failure.ts';

/** A body that is longer than this is cut off: nobody waits for an endless answer. */
const MAX_DRAIN_BYTES = 1024 * 1024;
/** A timer that is later than this was not waited for: nothing ran meanwhile. */
const STANDSTILL_MS = 250;
const NO_BYTES = new Uint8Array();
/** The names of the same failures once a status has come. */
const BROKEN_OFF: Readonly<Partial<Record<Outcome, Outcome>>> = {
  closed: 'cut_short',
  reset: 'reset_in_answer',
};

/** What a handler reads from its pool: how long the connection took that was made for it. */
export interface FreshConnection {
  /** Set only while the request is written that the connection was made for. */
  freshConnectMs: number | null;
}

/**
 * One request's side of undici: takes the answer in, and ends exactly once with a result. The old
 * handler interface is meant: it hands over the answer's headers raw, in their order and case.
 */
export class AnswerHandler implements Dispatcher.DispatchHandler {
  private readonly request: OutgoingRequest;
  private readonly isTls: boolean;
  private readonly clock: Clock;
  private readonly connection: FreshConnection;
  private readonly done: (result: TransportResult) => void;
  private readonly startedAt: number;
  private cancelTimer: () => void;
  private hasMoreTime = false;
  private abort: ((error?: Error) => void) | undefined;
  private isDone = false;
  private connectMs: number | null = null;
  private sentAt: number | null = null;
  private waitMs: number | null = null;
  private status: number | null = null;
  private interim: number | null = null;
  private headers: RawHeaders = [];
  private kept: Uint8Array = NO_BYTES;
  private sizeBytes = 0;

  constructor(
    request: OutgoingRequest,
    isTls: boolean,
    deps: { clock: Clock; connection: FreshConnection },
    done: (result: TransportResult) => void,
  ) {
    this.request = request;
    this.isTls = isTls;
    this.clock = deps.clock;
    this.connection = deps.connection;
    this.done = done;
    this.startedAt = deps.clock.monotonic();
    this.cancelTimer = deps.clock.after(request.timeoutMs, () => this.expireSoon());
  }

  onConnect(abort: (error?: Error) => void): void {
    if (this.isDone) {
      abort();
      return;
    }
    this.abort = abort;
    this.connectMs = this.connection.freshConnectMs;
    this.sentAt = this.clock.monotonic();
  }

  onResponseStarted(): void {
    if (this.waitMs === null && this.sentAt !== null) {
      this.waitMs = rounded(this.clock.monotonic() - this.sentAt);
    }
  }

  onHeaders(statusCode: number, headers: Buffer[]): boolean {
    if (statusCode >= 200) {
      this.status = statusCode;
      this.headers = pairsOf(headers);
    } else {
      this.interim = statusCode;
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    const room = this.request.keepBytes - this.kept.length;
    if (room > 0) {
      this.kept = joined(this.kept, chunk.length > room ? chunk.subarray(0, room) : chunk);
    }
    this.sizeBytes += chunk.length;
    if (this.sizeBytes > MAX_DRAIN_BYTES) {
      const outcome = this.answered();
      this.finish(outcome === 'answered' ? 'answer_too_large' : outcome, null);
    }
    return true;
  }

  onComplete(): void {
    this.finish(this.answered(), this.noteOfBodiless());
  }

  onError(error: Error): void {
    if (this.status === 204 || this.status === 304) {
      // Complete with its headers: whatever follows is not part of it.
      this.finish(this.answered(), this.noteOfBodiless());
      return;
    }
    const { outcome, detail } = failureOf(error, this.isTls);
    const broken = this.status === null ? undefined : BROKEN_OFF[outcome];
    if (broken === undefined) {
      this.finish(outcome, detail);
    } else {
      this.finish(broken, `after ${this.sizeBytes}${this.promisedText()} bytes of the body`);
    }
  }

  /** 204 ends with its headers; now and then these promise a body all the same. */
  private noteOfBodiless(): string | null {
    const isBroken = this.status === 204 && this.headers.some(promisesBody);
    return isBroken ? 'with a body, which this status cannot have: it was not read' : null;
  }

  private promisedText(): string {
    const length = this.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
    return length === undefined ? '' : ` of ${length}`;
  }

  /**
   * A process that stood still (a laptop that slept, a long pause) finds its timers due before it has
   * read what came meanwhile, or sent what it was about to: the answer may be here, and a repetition
   * would be for nothing. So what is here is read first, and a standstill does not count.
   */
  private expireSoon(): void {
    const { timeoutMs } = this.request;
    const lateMs = this.clock.monotonic() - this.startedAt - timeoutMs;
    if (lateMs > STANDSTILL_MS && !this.hasMoreTime) {
      this.hasMoreTime = true;
      this.cancelTimer = this.clock.after(timeoutMs, () => this.expireSoon());
      return;
    }
    setImmediate(() => {
      if (!this.isDone) {
        this.expire();
      }
    });
  }

  private expire(): void {
    if (this.status !== null) {
      this.finish('answer_too_slow', null);
    } else if (this.interim !== null) {
      this.finish('timeout', `only that it is at work, with ${this.interim}`);
    } else if (this.waitMs !== null) {
      this.finish('headers_too_slow', null);
    } else {
      this.finish('timeout', this.sentAt === null ? 'no connection could be made' : null);
    }
  }

  private answered(): Outcome {
    const isRedirect = this.status !== null && this.status >= 300 && this.status < 400;
    return isRedirect ? 'redirected' : 'answered';
  }

  private finish(outcome: Outcome, detail: string | null): void {
    if (this.isDone) {
      return;
    }
    this.isDone = true;
    this.cancelTimer();
    this.done({
      outcome,
      status: this.status,
      headers: this.headers,
      bodyBytes: this.kept,
      sizeBytes: this.sizeBytes,
      isCut: this.sizeBytes > this.kept.length,
      connectMs: this.connectMs,
      waitMs: this.waitMs,
      totalMs: rounded(this.clock.monotonic() - this.startedAt),
      detail,
    });
    // A no-op after the end of the answer; before it, the connection is given up.
    this.abort?.();
  }
}

function promisesBody([name, value]: readonly [string, string]): boolean {
  const isLength = name.length === 14 && name.toLowerCase() === 'content-length';
  return isLength
    ? value.trim() !== '0'
    : name.length === 17 && name.toLowerCase() === 'transfer-encoding';
}

function pairsOf(headers: readonly Buffer[]): RawHeaders {
  const pairs: RawHeaders = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index];
    const value = headers[index + 1];
    if (name !== undefined && value !== undefined) {
      pairs.push([name.toString('latin1'), value.toString('latin1')]);
    }
  }
  return pairs;
}

/** A copy: undici's chunk is a view into a whole read buffer, which it would keep alive. */
function joined(kept: Uint8Array, chunk: Uint8Array): Uint8Array {
  return kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([kept, chunk]);
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
