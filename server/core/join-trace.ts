import type { RawHeaders } from '../contract/text.ts';
import { findHeader } from './raw-headers.ts';
import type { AttemptRecord } from './records.ts';

/** The side of a capture that a join looks at. */
export interface CapturedSide {
  readonly target: string;
  readonly receivedAtMs: number;
  readonly rawHeaders: RawHeaders;
}

export interface Join {
  readonly attempt: AttemptRecord;
  /** The header by which both sides were known as one. */
  readonly by: string;
}

/** A capture can be stamped before its attempt's start only by a clock that moved in between. */
const SKEW_MS = 2_000;

/**
 * The attempt that became this capture: same target, and the same value in the first of `headers` (a
 * dialect's, signature first) that both carry. Of several, the one that started last before the capture.
 */
export function joinAttempt(
  capture: CapturedSide,
  attempts: readonly AttemptRecord[],
  headers: readonly string[],
): Join | undefined {
  let best: Join | undefined;
  for (const attempt of attempts) {
    const by = sharedHeader(capture, attempt, headers);
    const isBefore = attempt.startedAtMs <= capture.receivedAtMs + SKEW_MS;
    if (by !== undefined && isBefore && attempt.startedAtMs >= (best?.attempt.startedAtMs ?? 0)) {
      best = { attempt, by };
    }
  }
  return best;
}

/** The part of a URL that arrives as the request target. */
export function targetOfUrl(url: string): string {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/, '');
  return target.startsWith('/') ? target : `/${target}`;
}

function sharedHeader(
  capture: CapturedSide,
  attempt: AttemptRecord,
  headers: readonly string[],
): string | undefined {
  if (!isSameTarget(targetOfUrl(attempt.request.url), capture.target)) {
    return undefined;
  }
  for (const name of headers) {
    const lower = name.toLowerCase();
    const sent = findHeader(attempt.request.headers, lower);
    if (sent !== undefined) {
      return sent === findHeader(capture.rawHeaders, lower) ? lower : undefined;
    }
  }
  return undefined;
}

/** A public URL may have a path of its own in front, so the end decides. */
function isSameTarget(sent: string, captured: string): boolean {
  return sent === captured || sent.endsWith(captured);
}
