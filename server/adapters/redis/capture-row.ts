import type { FilteredCapture } from '../../core/filter/capture-filter.ts';
import type {
  CaptureChange,
  CaptureDetailRecord,
  CaptureRecord,
  NewCapture,
} from '../../core/records.ts';
import { deliveryNameOf } from '../../core/repeated-delivery.ts';

/** What never changes of a capture's row. */
type Base = Omit<
  CaptureRecord,
  'number' | 'status' | 'durationMs' | 'isStarred' | 'isUnseen' | 'isForwarded' | 'isDuplicate'
>;
type FixedDetail = Omit<CaptureDetailRecord, 'answer' | 'forwards'>;

/** Reads the fields in the order of CAPTURE_FIELDS. */
export function readCapture(row: readonly string[]): FilteredCapture {
  const [base = '', number, status, duration, starred, unseen, forwarded, duplicate, rule] = row;
  // Written by this adapter alone: the shape is that of captureArguments.
  const fixed = JSON.parse(base) as Base;
  return {
    ...fixed,
    number: Number(number),
    status: status === undefined || status === '' ? null : Number(status),
    durationMs: Number(duration),
    isStarred: starred === '1',
    isUnseen: unseen === '1',
    isForwarded: forwarded === '1',
    isDuplicate: duplicate === '1',
    ruleName: rule === undefined || rule === '' ? null : rule,
  };
}

export function recordOfFace({ ruleName: _, ...record }: FilteredCapture): CaptureRecord {
  return record;
}

/** What SAVE_CAPTURE takes before the body. */
export function captureArguments(
  capture: NewCapture,
  detail: CaptureDetailRecord,
  sizeBytes: number,
): (string | number)[] {
  const { status, durationMs, ...rest } = capture;
  const { answer, forwards, ...fixedDetail } = detail;
  const base: Base = { ...rest, sizeBytes };
  return [
    capture.id,
    JSON.stringify(base),
    capture.deliveryKey ?? '',
    deliveryNameOf(capture) ?? '',
    status ?? '',
    durationMs,
    answer?.rule_name ?? '',
    JSON.stringify(fixedDetail),
    JSON.stringify(answer),
    JSON.stringify(forwards),
    sizeBytes,
  ];
}

/** What CHANGE_CAPTURE takes: pairs of field and value. */
export function changeArguments(change: CaptureChange): string[] {
  const { answer, forwards, status, durationMs, isStarred, isUnseen, isForwarded } = change;
  const flag = (name: string, value: boolean | undefined) =>
    value === undefined ? [] : [name, value ? '1' : ''];
  return [
    ...flag('starred', isStarred),
    ...flag('unseen', isUnseen),
    ...flag('forwarded', isForwarded),
    ...(status === undefined ? [] : ['status', status === null ? '' : String(status)]),
    ...(durationMs === undefined ? [] : ['duration', String(durationMs)]),
    ...(forwards === undefined ? [] : ['forwards', JSON.stringify(forwards)]),
    ...(answer === undefined
      ? []
      : ['answer', JSON.stringify(answer), 'rule', answer.rule_name ?? '']),
  ];
}

/** The fields detail, answer, forwards of the hash. */
export function readDetail(
  fields: readonly (string | null | undefined)[],
): CaptureDetailRecord | undefined {
  const [detail, answer, forwards] = fields;
  if (typeof detail !== 'string') {
    return undefined;
  }
  // Written by captureArguments and changeArguments alone.
  return {
    ...(JSON.parse(detail) as FixedDetail),
    answer: JSON.parse(answer ?? 'null') as CaptureDetailRecord['answer'],
    forwards: JSON.parse(forwards ?? '[]') as CaptureDetailRecord['forwards'],
  };
}
