import type { RawHeaders } from '../contract/text.ts';
import { answerChallenge } from '../core/dialects/challenge.ts';
import { DEFAULT_ANSWER, type PlannedAnswer } from '../core/planned-answer.ts';
import { findHeader } from '../core/raw-headers.ts';
import type { ArrivedRequest } from './capture-request.ts';
import type { RequestHead } from './request-head.ts';

/** The answer to a provider's challenge with the keys of its path; undefined where the request is none. */
export function planChallengeAnswer(arrived: ArrivedRequest): PlannedAnswer | undefined {
  const { head, path, bodyBytes } = arrived;
  if (bodyBytes === undefined || !mayBeChallenge(head, bodyBytes)) {
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

/** Questions are short; this is what each of them holds somewhere. Nearly every request ends here, at little cost. */
const MAX_QUESTION_BYTES = 4 * 1024;
const BODY_SIGNS = ['url_verification', 'endpoint.url_validation'];

function mayBeChallenge({ method, target, rawHeaders }: RequestHead, body: Uint8Array): boolean {
  switch (method) {
    case 'GET':
      return target.includes('challenge');
    case 'OPTIONS':
      return true;
    case 'POST':
      return (
        target.includes('validationToken') ||
        (body.length > 0 && body.length <= MAX_QUESTION_BYTES && mayAskInBody(rawHeaders, body))
      );
    default:
      return false;
  }
}

function mayAskInBody(headers: RawHeaders, bytes: Uint8Array): boolean {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    findHeader(headers, 'x-signature-ed25519') !== undefined ||
    BODY_SIGNS.some((sign) => body.includes(sign))
  );
}
