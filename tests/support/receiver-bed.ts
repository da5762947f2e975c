import type { CaptureId } from '../../server/contract/ids.ts';
import { DEFAULT_ANSWER } from '../../server/core/planned-answer.ts';
import { type CaptureDeps, createCaptureRequest } from '../../server/flows/capture-request.ts';
import type { DialectLookup } from '../../server/flows/signing-paths.ts';
import {
  createReceiverServer,
  type ReceiverServerDeps,
} from '../../server/http/receiver-server.ts';
import type { Clock } from '../../server/ports.ts';
import { memoryCaptures } from './memory-captures.ts';

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

const noDialects: DialectLookup = {
  find: () => undefined,
  detect: () => undefined,
  readNames: () => ({ eventType: null, deliveryKey: null }),
};

export const silentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface BedOptions {
  readonly capture?: Partial<CaptureDeps>;
  readonly receiver?: Partial<ReceiverServerDeps>;
  readonly limitBytes?: number;
}

/** A receiver on a free port over captures in memory. */
export async function openReceiverBed(options: BedOptions = {}) {
  const captures = memoryCaptures();
  let made = 0;
  const startCapture = createCaptureRequest({
    captures: captures.store,
    clock: realClock,
    feed: { capture: () => undefined },
    log: silentLog,
    newCaptureId: () => {
      made += 1;
      return `cap_${String(made).padStart(12, '0')}` as CaptureId;
    },
    dialects: noDialects,
    signingPathOf: () => ({ inbox: undefined, checks: [] }),
    settings: () => ({
      capture_limit_bytes: options.limitBytes ?? 25_000_000,
      capture_limit_status: 413,
    }),
    planAnswer: () => DEFAULT_ANSWER,
    ...options.capture,
  });
  const receiver = createReceiverServer({
    clock: realClock,
    startCapture,
    publicUrl: () => null,
    beforeAnswer: (captured) => captured.answer,
    ...options.receiver,
  });
  const port = await receiver.listen('127.0.0.1', 0);
  return { ...captures, receiver, port, close: () => receiver.close(0) };
}
