// What the captures journal writes. Header lines stand in the frame's text section as they were on
// the wire, so that a search finds them without parsing; the body follows as raw bytes.
import type { CaptureId, RuleId } from '../../contract/ids.ts';
import type { Verdict } from '../../contract/signature.ts';
import type { RawHeaders } from '../../contract/text.ts';
import type { CaptureChange, CaptureDetailRecord } from '../../core/records.ts';
import type { CaptureRow } from './capture-row.ts';
import { detailTextOf, type FrameParts, type FrameView, latinTextOf } from './frame.ts';
import { headersOf, linesOf } from './header-lines.ts';

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
  isEncoded: 64,
} as const;

const VERDICTS: readonly Verdict[] = ['valid', 'invalid', 'stale', 'missing', 'unchecked'];

/** id, number, method, target, received, ms, size, flags, verdict, dialect, status, event type, delivery key, from, rule, body file, name of the rule */
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
  string | null,
];

export type RowChange = Omit<CaptureChange, 'answer' | 'forwards'>;
/** id, change of the row, whether the detail holds forwards, the rule's name where it holds an answer */
export type ChangeTuple = [
  CaptureId,
  RowChange,
  boolean,
  { readonly ruleName: string | null } | null,
];
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
    (row.isForwarded ? FLAGS.isForwarded : 0) +
    (row.isEncoded ? FLAGS.isEncoded : 0);
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
    row.ruleName,
  ];
}

/** A detail as it is stored: header lines that latin1 text cannot hold stay in the JSON. */
type StoredDetail = Omit<CaptureDetailRecord, 'rawHeaders'> & {
  readonly rawHeaders?: RawHeaders;
  readonly bodyChecks?: string;
};

/** What a frame holds of a body: the bytes, or what its file is checked against. */
export interface FramedBody {
  readonly bytes?: Uint8Array | undefined;
  readonly checks?: string | undefined;
}

export function captureFrame(
  row: CaptureRow,
  detail: CaptureDetailRecord,
  { bytes, checks }: FramedBody,
): FrameParts {
  const latinText = linesOf(detail.rawHeaders);
  return {
    kind: CAPTURE_KINDS.capture,
    summaryText: JSON.stringify(tupleOf(row)),
    detailText: withChecks(
      latinText === undefined ? JSON.stringify(detail) : detailText(detail),
      checks,
    ),
    latinText: latinText ?? '',
    raw: bytes ? [bytes] : [],
  };
}

function withChecks(text: string, checks: string | undefined): string {
  return checks === undefined ? text : `{"bodyChecks":"${checks}",${text.slice(1)}`;
}

/** The same as JSON.stringify without rawHeaders; put together here because it is done per request. */
function detailText(detail: CaptureDetailRecord): string {
  const { rawTrailers, forwards, report } = detail;
  const trailersText = rawTrailers.length === 0 ? '[]' : JSON.stringify(rawTrailers);
  const forwardsText = forwards.length === 0 ? '[]' : JSON.stringify(forwards);
  return (
    `{"rawTrailers":${trailersText},"httpVersion":${JSON.stringify(detail.httpVersion)}` +
    `,"url":${JSON.stringify(detail.url)},"remoteAddress":${JSON.stringify(detail.remoteAddress)}` +
    `,"remotePort":${detail.remotePort},"report":${report === null ? 'null' : JSON.stringify(report)}` +
    `,"answer":${answerText(detail.answer)},"forwards":${forwardsText}}`
  );
}

/** Most requests get the same answer, the very same object. */
const answerTexts = new WeakMap<object, string>();

function answerText(answer: CaptureDetailRecord['answer']): string {
  if (answer === null) {
    return 'null';
  }
  const known = answerTexts.get(answer);
  if (known !== undefined) {
    return known;
  }
  const text = JSON.stringify(answer);
  answerTexts.set(answer, text);
  return text;
}

export function changeTuple(id: CaptureId, change: CaptureChange): ChangeTuple {
  const { answer, forwards, ...rest } = change;
  return [id, rest, forwards !== undefined, answer ? { ruleName: answer.rule_name } : null];
}

export function changeFrame(tuple: ChangeTuple, change: CaptureChange): FrameParts {
  const { answer, forwards } = change;
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
  const { bodyChecks: _, ...stored } = JSON.parse(text) as StoredDetail;
  return { ...stored, rawHeaders: stored.rawHeaders ?? headersOf(latinTextOf(frame)) };
}

/** What the file of a capture's body is checked against; undefined for a body in the frame, and of older versions. */
export function readChecks(frame: FrameView): string | undefined {
  const text = detailTextOf(frame);
  return text === '' ? undefined : (JSON.parse(text) as StoredDetail).bodyChecks;
}

export function readChange(frame: FrameView): Pick<CaptureChange, 'answer' | 'forwards'> {
  const text = detailTextOf(frame);
  return text === '' ? {} : (JSON.parse(text) as Pick<CaptureChange, 'answer' | 'forwards'>);
}

/** The header lines of a capture's frame. */
export function readHeaders(frame: FrameView): RawHeaders {
  const latinText = latinTextOf(frame);
  return latinText === '' ? (readDetail(frame)?.rawHeaders ?? []) : headersOf(latinText);
}
