import type { CaptureRecord } from '../../core/records.ts';
import type { Position } from './segment-files.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface CaptureRow extends Mutable<CaptureRecord> {
  ruleName: string | null;
  /** The body has a content coding: a search has to undo it. */
  isEncoded: boolean;
  /** The name of the file that holds the body; null: it follows the frame. */
  bodyFile: string | null;
  position: Position;
  /** Newest frames that hold an answer or forwards; 0 where the capture's own does. */
  answerPosition: Position;
  forwardsPosition: Position;
  /** Bytes on the disk that go when the row goes. */
  bytes: number;
  /** The undo token of its deletion. */
  hiddenBy: string | null;
  isLeaving: boolean;
}

export function fileBytesOf(row: CaptureRow): number {
  return row.bodyFile === null ? 0 : row.sizeBytes;
}

/** The row as others see it: a copy. */
export function captureRecordOf(row: CaptureRow): CaptureRecord {
  return {
    id: row.id,
    number: row.number,
    method: row.method,
    target: row.target,
    receivedAtMs: row.receivedAtMs,
    durationMs: row.durationMs,
    sizeBytes: row.sizeBytes,
    isCut: row.isCut,
    verdict: row.verdict,
    dialect: row.dialect,
    status: row.status,
    eventType: row.eventType,
    deliveryKey: row.deliveryKey,
    from: row.from,
    ruleId: row.ruleId,
    isStarred: row.isStarred,
    isUnseen: row.isUnseen,
    isReplay: row.isReplay,
    isDuplicate: row.isDuplicate,
    isForwarded: row.isForwarded,
  };
}
