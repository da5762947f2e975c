import type { CaptureId } from '../contract/ids.ts';
import { type ExchangeRecord, lacksBytes } from '../core/exchange-record.ts';
import { pathOfTarget } from '../core/raw-headers.ts';
import { readRecording } from '../core/read-recording.ts';
import type { CaptureStore, Clock, LiveFeed } from '../ports.ts';
import type { RequestHead } from './request-head.ts';
import type { DialectLookup, SigningPath } from './signing-paths.ts';
import { startVerification } from './verify-capture.ts';

export interface ImportDeps {
  readonly captures: Pick<CaptureStore, 'save'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly feed: Pick<LiveFeed, 'capture'>;
  readonly dialects: DialectLookup;
  readonly signingPathOf: (path: string) => SigningPath;
  readonly newCaptureId: () => CaptureId;
}

/** Stores the requests of a HAR, a cassette or a raw request as captures. Throws AppError `invalid_import` before anything is stored. */
export async function importRequests(
  deps: ImportDeps,
  file: string | Uint8Array,
): Promise<CaptureId[]> {
  const exchanges = readRecording(file);
  const ids: CaptureId[] = [];
  for (const exchange of exchanges) {
    ids.push(await store(deps, exchange));
  }
  return ids;
}

async function store(deps: ImportDeps, exchange: ExchangeRecord): Promise<CaptureId> {
  const id = deps.newCaptureId();
  const head = headOf(deps, exchange);
  const path = deps.signingPathOf(head.path);
  const verification = startVerification(deps, head, path).finish(exchange.bodyBytes, true);
  const { answer } = exchange;
  const record = await deps.captures.save(
    {
      id,
      method: head.method,
      target: head.target,
      receivedAtMs: head.receivedAtMs,
      durationMs: exchange.durationMs,
      isCut: lacksBytes(exchange),
      verdict: verification.verdict,
      dialect: verification.dialect,
      status: answer?.status ?? null,
      eventType: verification.eventType,
      deliveryKey: verification.deliveryKey,
      from: path.inbox?.name ?? verification.dialect ?? 'imported',
      ruleId: null,
      isReplay: false,
    },
    {
      rawHeaders: head.rawHeaders,
      rawTrailers: exchange.trailers,
      httpVersion: head.httpVersion,
      url: head.url,
      remoteAddress: '',
      remotePort: 0,
      report: verification.report,
      answer: answer && {
        status: answer.status,
        headers: answer.headers,
        body_base64: Buffer.from(answer.bodyBytes).toString('base64'),
        rule_id: null,
        rule_name: null,
        fault: null,
        delay_ms: 0,
        by: 'default',
        text: 'Imported: what was answered where this was recorded.',
      },
      forwards: [],
    },
    exchange.bodyBytes,
  );
  deps.feed.capture(record);
  return id;
}

function headOf(deps: ImportDeps, exchange: ExchangeRecord): RequestHead {
  return {
    method: exchange.method,
    target: exchange.target,
    path: pathOfTarget(exchange.target),
    httpVersion: exchange.httpVersion,
    rawHeaders: exchange.headers,
    url: exchange.url,
    remoteAddress: '',
    remotePort: 0,
    receivedAtMs: exchange.atMs || deps.clock.now(),
    startedAtMs: 0,
  };
}
