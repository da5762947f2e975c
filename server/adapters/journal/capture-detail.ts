import type { CaptureDetailRecord } from '../../core/records.ts';
import { readChange, readDetail } from './capture-frames.ts';
import type { CaptureRow } from './capture-row.ts';
import type { CaptureTotals } from './capture-rows.ts';
import type { Journal } from './journal.ts';

/** The detail with the newest answer and forwards. */
export async function readWholeDetail(
  journal: Journal<CaptureTotals>,
  row: CaptureRow,
): Promise<CaptureDetailRecord | undefined> {
  const frame = await journal.reader.read(row.position);
  const detail = frame && readDetail(frame);
  if (detail === undefined) {
    return undefined;
  }
  const answerFrame = row.answerPosition
    ? await journal.reader.read(row.answerPosition)
    : undefined;
  const forwardsFrame = row.forwardsPosition
    ? await journal.reader.read(row.forwardsPosition)
    : undefined;
  const answer = answerFrame && readChange(answerFrame).answer;
  const forwards = forwardsFrame && readChange(forwardsFrame).forwards;
  return { ...detail, answer: answer ?? detail.answer, forwards: forwards ?? detail.forwards };
}
