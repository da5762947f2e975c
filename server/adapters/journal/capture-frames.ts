// What the captures journal writes. Header lines stand in the frame's text section as they were on
// the wire, so that a search finds them without parsing; the body follows as raw bytes.
import type { CaptureId, RuleId } from '../../contract/ids.ts';
import type { Verdict } from '../../contract/signature.ts';
import type { RawHeaders } from '../../contract/text.ts';
import type { CaptureChange, CaptureDetailRecord } from '../../core/records.ts';
import type { CaptureRow } from './capture-row.ts';
import { detailTextOf, type FrameParts, type FrameView, latinTextOf } from './frame.ts';

export const CAPTURE_KINDS = {
  capture: 1,
  change: 2,
  deleted: 3,
  restored: 4,
  purged: 5,
  pruned: 6,
} as const;

export const FLAGS = {
  isCut: 1,
  isReplay: 2,
  isDuplicate: 4,
  isStarred: 8,
  isUnseen: 16,
  isForwarded: 32,
} as const;

const VERDICTS: readonly Verdict[] = ['valid', 'invalid', 'stale', 'missing', 'unchecked'];

/** id, number, method, target, received, ms, size, flags, verdict, dialect, status, event type, delivery key, from, rule, body file */
export type CaptureTuple = [
  CaptureId,
  number,
  string,
  string,
  number,
  number,
  number,
  number,
  number,
  string | null,
  number | null,
  string | null,
  string | null,
  string,
  RuleId | null,
  string | null,
];

export type RowChange = Omit<CaptureChange, 'answer' | 'forwards'>;
/** id, change of the row, whether the detail holds an answer, whether it holds forwards */
export type ChangeTuple = [CaptureId, RowChange, boolean, boolean];
/** undo token, ids */
export type DeletedTuple = [string, CaptureId[]];

export function verdictCode(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}
export function verdictOf(code: number): Verdict {
  return VERDICTS[code] ?? 'unchecked';
}

/** The row as a start reads it. */
export function tupleOf(row: CaptureRow): CaptureTuple {
  const flags =
    (row.isCut ? FLAGS.isCut : 0) +
    (row.isReplay ? FLAGS.isReplay : 0) +
    (row.isDuplicate ? FLAGS.isDuplicate : 0) +
    (row.isStarred ? FLAGS.isStarred : 0) +
    (row.isUnseen ? FLAGS.isUnseen : 0) +
    (row.isForwarded ? FLAGS.isForwarded : 0);
  return [
    row.id,
    row.number,
    row.method,
    row.target,
    row.receivedAtMs,
    row.durationMs,
    row.sizeBytes,
    flags,
    verdictCode(row.verdict),
    row.dialect,
    row.status,
    row.eventType,
    row.deliveryKey,
    row.from,
    row.ruleId,
    row.bodyFile,
  ];
}

/** A detail as it is stored: header lines that latin1 text cannot hold stay in the JSON. */
type StoredDetail = Omit<CaptureDetailRecord, 'rawHeaders'> & { readonly rawHeaders?: RawHeaders };

export function captureFrame(
  row: CaptureRow,
  detail: CaptureDetailRecord,
  bodyBytes: Uint8Array | undefined,
): FrameParts {
  const { rawHeaders, ...rest } = detail;
  const latinText = linesOf(rawHeaders);
  const stored: StoredDetail = latinText === undefined ? detail : rest;
  return {
    kind: CAPTURE_KINDS.capture,
    summaryText: JSON.stringify(tupleOf(row)),
    detailText: JSON.stringify(stored),
    latinText: latinText ?? '',
    raw: bodyBytes ? [bodyBytes] : [],
  };
}

export function changeFrame(id: CaptureId, change: CaptureChange): FrameParts {
  const { answer, forwards, ...rest } = change;
  const tuple: ChangeTuple = [id, rest, answer !== undefined, forwards !== undefined];
  return {
    kind: CAPTURE_KINDS.change,
    summaryText: JSON.stringify(tuple),
    detailText: answer || forwards ? JSON.stringify({ answer, forwards }) : '',
  };
}

/** What a capture's own frame says: changes come on top. */
export function readDetail(frame: FrameView): CaptureDetailRecord | undefined {
  const text = detailTextOf(frame);
  if (text === '') {
    return undefined;
  }
  const stored = JSON.parse(text) as StoredDetail;
  return { ...stored, rawHeaders: stored.rawHeaders ?? headersOf(latinTextOf(frame)) };
}

export function readChange(frame: FrameView): Pick<CaptureChange, 'answer' | 'forwards'> {
  const text = detailTextOf(frame);
  return text === '' ? {} : (JSON.parse(text) as Pick<CaptureChange, 'answer' | 'forwards'>);
}

/** `Name: value` lines; undefined where they could not be read back exactly. */
function linesOf(headers: RawHeaders): string | undefined {
  let text = '';
  for (const [name, value] of headers) {
    text += `${name}: ${value}\n`;
    if (name.includes(':') || name.includes('\n') || value.includes('\n')) {
      return undefined;
    }
  }
  return isLatin(text) ? text : undefined;
}

export function headersOf(latinText: string): RawHeaders {
  const headers: RawHeaders = [];
  for (let start = 0; start < latinText.length; ) {
    const end = latinText.indexOf('\n', start);
    const colon = latinText.indexOf(': ', start);
    headers.push([latinText.slice(start, colon), latinText.slice(colon + 2, end)]);
    start = end + 1;
  }
  return headers;
}

function isLatin(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0xff) {
      return false;
    }
  }
  return true;
}
