import type { CompareOptions, CompareSide, Comparison } from '../contract/exchange.ts';
import { type ComparedRequest, compareRequests } from '../core/compare.ts';
import { AppError } from '../core/errors.ts';
import { targetOfUrl } from '../core/join-trace.ts';
import type { CaptureStore, DeliveryStore } from '../ports.ts';
import { readWholeBody } from './read-whole-body.ts';

export interface CompareDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'readDetail' | 'readBody'>;
  readonly deliveries: Pick<DeliveryStore, 'readAttempts'>;
}

const NOTHING_IGNORED: CompareOptions = {
  ignore_whitespace: false,
  ignore_key_order: false,
  ignore_timestamps: false,
  indent_json: false,
};

/** Compares two captures, or a capture and an attempt. Throws AppError where a side is not stored. */
export async function compareSides(
  deps: CompareDeps,
  sides: { readonly left: CompareSide; readonly right: CompareSide },
  options: CompareOptions = NOTHING_IGNORED,
): Promise<Comparison> {
  const left = await readSide(deps, sides.left);
  const right = await readSide(deps, sides.right);
  return compareRequests(left, right, options);
}

async function readSide(deps: CompareDeps, side: CompareSide): Promise<ComparedRequest> {
  if ('capture_id' in side) {
    const record = await deps.captures.find(side.capture_id);
    const detail = await deps.captures.readDetail(side.capture_id);
    const bodyBytes = await readWholeBody(deps.captures, side.capture_id);
    if (!record || !detail || !bodyBytes) {
      throw new AppError('capture_not_found', `No capture ${side.capture_id} is stored here.`);
    }
    return { method: record.method, target: record.target, headers: detail.rawHeaders, bodyBytes };
  }
  const attempts = await deps.deliveries.readAttempts(side.delivery_id);
  const attempt =
    side.attempt === undefined
      ? attempts.at(-1)
      : attempts.find(({ number }) => number === side.attempt);
  if (!attempt) {
    throw new AppError(
      'delivery_not_found',
      `No attempt ${side.attempt ?? ''} of the delivery ${side.delivery_id} is stored here.`,
    );
  }
  const { method, url, headers, bodyBytes } = attempt.request;
  return { method, target: targetOfUrl(url), headers, bodyBytes };
}
