import type { CaptureId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import type { Replays } from './replay-capture.ts';

export interface ReplayedCaptures {
  readonly matched: number;
  readonly sent: number;
  readonly ok: number;
  readonly statuses: Record<string, number>;
  readonly url: string | null;
}

/** More than that is a load test: a burst does it, and can be stopped. */
const MAX_CAPTURES = 1000;
const WAIT_MS = 10_000;

/**
 * Sends captures again one after the other, oldest first, as they came. Throws AppError
 * `invalid_request` where there are too many, or where it is not known to which URL.
 */
export async function replayCaptures(
  replays: Pick<Replays, 'start' | 'get'>,
  ids: readonly CaptureId[],
  { url, mode }: { readonly url?: string | undefined; readonly mode: 'exact' | 'resign' },
): Promise<ReplayedCaptures> {
  if (ids.length > MAX_CAPTURES) {
    const detail = `ids: ${ids.length} requests are too many to replay in one go; choose at most ${MAX_CAPTURES}, or start a burst.`;
    throw new AppError('invalid_request', detail, [
      { path: 'ids', message: `at most ${MAX_CAPTURES}` },
    ]);
  }
  const statuses: Record<string, number> = {};
  let target: string | null = null;
  for (const id of ids.toReversed()) {
    const input = { mode, times: 1, timeout_ms: 15_000, wait_ms: WAIT_MS };
    const replay = await replays.start(id, url === undefined ? input : { ...input, url });
    target = replay.url;
    const outcomes = Object.keys(replay.statuses);
    for (const outcome of outcomes.length > 0 ? outcomes : ['timeout']) {
      statuses[outcome] = (statuses[outcome] ?? 0) + 1;
    }
  }
  const ok = Object.entries(statuses)
    .filter(([status]) => /^2\d\d$/.test(status))
    .reduce((sum, [, count]) => sum + count, 0);
  return { matched: ids.length, sent: ids.length, ok, statuses, url: target };
}
