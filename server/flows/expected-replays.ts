import { targetOfUrl } from '../core/join-trace.ts';
import type { Clock } from '../ports.ts';
import type { ReplayRequest } from './build-replay.ts';
import type { ArrivedRequest } from './capture-request.ts';

/** How long a replay may take to arrive at our own receiver. */
const EXPECTED_MS = 10_000;
const MAX_EXPECTED = 2_000;

/** Recognises our own replays when they come back in: they are marked, and nothing is added to their bytes. */
export function createExpectedReplays(clock: Pick<Clock, 'monotonic'>) {
  const expected: { method: string; target: string; sizeBytes: number; untilMs: number }[] = [];
  return {
    expect: ({ method, url, bodyBytes }: ReplayRequest): void => {
      const untilMs = clock.monotonic() + EXPECTED_MS;
      expected.push({ method, target: targetOfUrl(url), sizeBytes: bodyBytes.length, untilMs });
      expected.splice(0, Math.max(0, expected.length - MAX_EXPECTED));
    },
    isReplay: ({ head, bodyBytes }: ArrivedRequest): boolean => {
      if (expected.length === 0) {
        return false;
      }
      const nowMs = clock.monotonic();
      const place = expected.findIndex(
        (replay) =>
          replay.untilMs >= nowMs &&
          replay.method === head.method &&
          replay.target === head.target &&
          (bodyBytes === undefined || bodyBytes.length === replay.sizeBytes),
      );
      if (place >= 0) {
        expected.splice(place, 1);
      }
      return place >= 0;
    },
  };
}
