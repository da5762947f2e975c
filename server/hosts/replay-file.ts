import { createExactTransport } from '../adapters/node-http/exact-transport.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Dialect, DialectKey } from '../core/dialects/dialect.ts';
import type { ExchangeRecord } from '../core/exchange-record.ts';
import { withoutHopHeaders } from '../core/hop-headers.ts';
import { outcomeText } from '../core/outcomes.ts';
import { readRecording } from '../core/read-recording.ts';
import { REDACTED } from '../core/redact.ts';
import { type ReplayRequest, replayUrl, resign } from '../flows/build-replay.ts';
import { dialectLookup } from '../flows/dialect-lookup.ts';
import type { TransportResult } from '../ports.ts';

export interface ReplayFileTask {
  readonly exchanges: readonly ExchangeRecord[];
  /** Where they go; a URL without a path keeps the recorded one. */
  readonly to: string;
  /** Signs anew at the moment of sending; null sends the recorded bytes and headers. */
  readonly signer: { readonly dialect: Dialect; readonly key: DialectKey } | null;
  readonly timeoutMs: number;
}

export interface ReplayedExchange {
  readonly number: number;
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly expected: number | null;
  readonly isAsExpected: boolean;
  readonly durationMs: number;
  /** One sentence. */
  readonly text: string;
}

const KEPT_BYTES = 64 * 1024;

/** Requests of a cassette, a HAR or a raw request, as an import takes them. Throws AppError `invalid_import`. */
export function readRecorded(fileBytes: Uint8Array): readonly ExchangeRecord[] {
  return readRecording(fileBytes);
}

/** Whether exports blanked something that the other side may ask for. */
export function isMasked({ headers }: Pick<ExchangeRecord, 'headers'>): boolean {
  return headers.some(([, value]) => value === REDACTED);
}

/** Sends one after the other, as recorded; what was answered then is expected now, else any 2xx. */
export async function* replayFile(task: ReplayFileTask): AsyncGenerator<ReplayedExchange> {
  // The person at the keyboard named the target: no address is blocked.
  const transport = createExactTransport({ clock: systemClock, whyBlocked: () => null });
  try {
    for (const [index, exchange] of task.exchanges.entries()) {
      const request = requestOf(task, exchange);
      const result = await transport.send({
        ...request,
        timeoutMs: task.timeoutMs,
        maxConnections: 1,
        allowsPrivate: true,
        allowsLoopback: true,
        trustsCertificate: false,
        keepBytes: KEPT_BYTES,
        lane: 'replay',
      });
      yield judge(task, { number: index + 1, exchange, request, result });
    }
  } finally {
    await transport.close();
  }
}

function requestOf({ to, signer }: ReplayFileTask, exchange: ExchangeRecord): ReplayRequest {
  const { method, target, bodyBytes } = exchange;
  const headers = withoutHopHeaders(exchange.headers);
  const request = { method, url: replayUrl(to, target), headers, bodyBytes };
  if (!signer) {
    return request;
  }
  const { deliveryKey } = dialectLookup.readNames(signer.dialect.id, { headers, bodyBytes });
  const deliveryId = deliveryKey ?? exchange.id;
  const keys = [signer.key];
  return resign({ dialect: signer.dialect, keys }, request, {
    deliveryId,
    nowMs: systemClock.now(),
  });
}

interface Judged {
  readonly number: number;
  readonly exchange: ExchangeRecord;
  readonly request: ReplayRequest;
  readonly result: TransportResult;
}

function judge({ timeoutMs }: ReplayFileTask, judged: Judged): ReplayedExchange {
  const { number, exchange, request, result } = judged;
  const expected = exchange.answer?.status ?? null;
  const { status } = result;
  const isAsExpected =
    expected === null ? status !== null && status >= 200 && status < 300 : status === expected;
  const wanted = expected === null ? 'a 2xx was expected' : `${expected} was recorded`;
  const what =
    result.outcome === 'refused'
      ? `Nothing answers at ${new URL(request.url).origin} (${result.detail ?? 'refused'})`
      : outcomeText({ ...result, timeoutMs });
  return {
    number,
    method: request.method,
    url: request.url,
    status,
    expected,
    isAsExpected,
    durationMs: Math.round(result.totalMs),
    text: isAsExpected ? what : `${what}; ${wanted}`,
  };
}
