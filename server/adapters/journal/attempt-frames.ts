import type { RawHeaders } from '../../contract/text.ts';
import type { PackedAttempt } from '../../core/attempt-order.ts';
import type { AttemptRecord } from '../../core/records.ts';
import { type AttemptTuple, DELIVERY_KINDS } from './delivery-frames.ts';
import { detailTextOf, type FrameParts, type FrameView, latinTextOf, rawOf } from './frame.ts';
import { headersOf, linesOf } from './header-lines.ts';

/** Data shorter than this is not worth looking for in the body. */
const MIN_SHARED_BYTES = 32;

type Request = AttemptRecord['request'];
type Response = NonNullable<AttemptRecord['response']>;

/** Header lines stand in the frame's text, those of the request first, unless latin1 cannot hold them. */
interface StoredAttempt extends Omit<AttemptRecord, 'request' | 'response'> {
  readonly request: Pick<Request, 'method' | 'url'>;
  readonly response: Pick<Response, 'sizeBytes' | 'isCut'> | null;
  /** Lines of the request, or the headers of both. */
  readonly lines: number | readonly [RawHeaders, RawHeaders];
  /** Bytes of the request's body before and after the event's data; null: the body is whole. */
  readonly around: readonly [number, number] | null;
  /** Bytes of the request's body that follow as raw bytes. */
  readonly sent: number;
}

/** The frame of an attempt that was packed before. */
export function attemptFrame(packed: PackedAttempt, summary: AttemptTuple): FrameParts {
  return {
    kind: DELIVERY_KINDS.attempt,
    summaryText: JSON.stringify(summary),
    encoded: packed,
  };
}

/**
 * An attempt as its frame holds it. Where the body sent holds the event's data byte for byte, only
 * what stands around it is stored: the data is in the event's frame already.
 */
export function packAttempt(
  attempt: AttemptRecord,
  data: string | Uint8Array | null,
): PackedAttempt {
  const { request, response } = attempt;
  const pieces = data === null ? null : split(request.bodyBytes, data);
  const sentPieces = pieces ?? [request.bodyBytes];
  const answered = response?.headers ?? [];
  const sentLines = linesOf(request.headers);
  const answeredLines = linesOf(answered);
  const hasLines = sentLines !== undefined && answeredLines !== undefined;
  const stored: StoredAttempt = {
    id: attempt.id,
    deliveryId: attempt.deliveryId,
    number: attempt.number,
    cause: attempt.cause,
    startedAtMs: attempt.startedAtMs,
    outcome: attempt.outcome,
    isSuccess: attempt.isSuccess,
    explanation: attempt.explanation,
    status: attempt.status,
    timing: attempt.timing,
    request: { method: request.method, url: request.url },
    response: response && { sizeBytes: response.sizeBytes, isCut: response.isCut },
    lines: hasLines ? request.headers.length : [request.headers, answered],
    around: pieces && [pieces[0].length, pieces[1].length],
    sent: sentPieces.reduce((sum, piece) => sum + piece.length, 0),
  };
  const detail = JSON.stringify(stored);
  const lines = hasLines ? sentLines + answeredLines : '';
  return encode(detail, lines, response ? [...sentPieces, response.bodyBytes] : sentPieces);
}

/** Here and not where it is stored: this may be another thread, with more time. */
function encode(detail: string, lines: string, bodies: readonly Uint8Array[]): PackedAttempt {
  const detailBytes = Buffer.byteLength(detail, 'utf8');
  const size = bodies.reduce((sum, body) => sum + body.length, detailBytes + lines.length);
  const bytes = Buffer.allocUnsafe(size);
  bytes.write(detail, 0, 'utf8');
  let end = detailBytes + bytes.write(lines, detailBytes, 'latin1');
  for (const body of bodies) {
    bytes.set(body, end);
    end += body.length;
  }
  return { detailBytes, linesBytes: lines.length, bytes };
}

/** `dataBytes`: the event's data; undefined where it could not be read. */
export function readAttempt(
  frame: FrameView,
  dataBytes: Uint8Array | undefined,
): AttemptRecord | undefined {
  const stored = JSON.parse(detailTextOf(frame)) as StoredAttempt;
  const { around, sent, lines, ...attempt } = stored;
  const raw = rawOf(frame);
  if (around && dataBytes === undefined) {
    return undefined;
  }
  const bodyBytes =
    around && dataBytes
      ? Buffer.concat([raw.subarray(0, around[0]), dataBytes, raw.subarray(around[0], sent)])
      : raw.subarray(0, sent);
  const [sentHeaders, answeredHeaders] = headersOfBoth(frame, lines);
  return {
    ...attempt,
    request: { ...attempt.request, headers: sentHeaders, bodyBytes },
    response: attempt.response && {
      ...attempt.response,
      headers: answeredHeaders,
      bodyBytes: raw.subarray(sent),
    },
  };
}

function headersOfBoth(
  frame: FrameView,
  lines: StoredAttempt['lines'],
): readonly [RawHeaders, RawHeaders] {
  if (typeof lines !== 'number') {
    return lines;
  }
  const all = headersOf(latinTextOf(frame));
  return [all.slice(0, lines), all.slice(lines)];
}

function split(bodyBytes: Uint8Array, data: string | Uint8Array): [Uint8Array, Uint8Array] | null {
  if (data.length < MIN_SHARED_BYTES) {
    return null;
  }
  const body = Buffer.from(bodyBytes.buffer, bodyBytes.byteOffset, bodyBytes.byteLength);
  const at = typeof data === 'string' ? body.indexOf(data, 0, 'utf8') : findBytes(body, data);
  if (at < 0) {
    return null;
  }
  const end = at + (typeof data === 'string' ? Buffer.byteLength(data, 'utf8') : data.length);
  return [body.subarray(0, at), body.subarray(end)];
}

let lastAt = 0;
/** Where the data stands: mostly where the one before stood, which is sooner seen than searched. */
function findBytes(body: Buffer, data: Uint8Array): number {
  const end = lastAt + data.length;
  if (end <= body.length && body.compare(data, 0, data.length, lastAt, end) === 0) {
    return lastAt;
  }
  const at = body.indexOf(data);
  lastAt = Math.max(0, at);
  return at;
}
