import { answerChallenge } from '../core/dialects/challenge.ts';
import { DEFAULT_ANSWER, type PlannedAnswer } from '../core/planned-answer.ts';
import type { ArrivedRequest } from './capture-request.ts';

/** The answer to a provider's challenge with the keys of its path; undefined where the request is none. */
export function planChallengeAnswer(arrived: ArrivedRequest): PlannedAnswer | undefined {
  const { head, path, bodyBytes } = arrived;
  if (bodyBytes === undefined) {
    return undefined;
  }
  const answer = answerChallenge({
    method: head.method,
    url: head.url,
    headers: head.rawHeaders,
    bodyBytes,
    nowMs: head.receivedAtMs,
    keys: path.checks.flatMap(({ keys }) => keys),
  });
  return (
    answer && {
      ...DEFAULT_ANSWER,
      status: answer.status,
      headers: answer.headers,
      bodyBytes: Buffer.from(answer.body, 'utf8'),
      by: 'challenge',
      text: answer.text,
    }
  );
}
