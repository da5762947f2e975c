import { createHmac } from 'node:crypto';
import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import type { Dialect, DialectKey } from './dialect.ts';
import { CLOUDEVENTS_ORIGIN, challengeOf } from './handshake-request.ts';
import { parseJsonBody, readPath } from './json-path.ts';

export interface HandshakeAnswer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

export interface HandshakeVerdict {
  readonly isConfirmed: boolean;
  /** One sentence. */
  readonly text: string;
}

/** What was asked: the delivery id that the ping was shaped with, and the keys that signed it. */
export interface HandshakeAsked {
  readonly deliveryId: string;
  readonly keys: readonly DialectKey[];
}

/** Whether a ping in this dialect is a question that the URL has to answer. */
export function asksUrl(dialect: Dialect): boolean {
  const { handshake } = dialect.facts;
  return handshake !== undefined && handshake.kind !== 'ping';
}

/**
 * Judges the answer to a dialect's question about a URL, as the provider would; undefined where it
 * asks none (its `ping` is an ordinary event).
 */
export function judgeAnswer(
  dialect: Dialect,
  asked: HandshakeAsked,
  answer: HandshakeAnswer,
): HandshakeVerdict | undefined {
  const challenge = challengeOf(asked.deliveryId);
  switch (dialect.facts.handshake?.kind) {
    case 'discord_ping':
      return said(answer.status === 204, `204 is wanted, and it answered ${answer.status}`);
    case 'zoom_url_validation':
      return zoomVerdict(answer, challenge, asked.keys[0]?.secret ?? '');
    case 'cloudevents_options':
      return consentVerdict(answer);
    case 'ping':
    case undefined:
      return undefined;
    default:
      return echoed(answer, challenge);
  }
}

function said(isConfirmed: boolean, complaint: string): HandshakeVerdict {
  const text = isConfirmed ? 'The URL answered as the provider asks.' : `${complaint}.`;
  return { isConfirmed, text };
}

/** Slack also takes the challenge as a form or as JSON. */
function echoed(answer: HandshakeAnswer, challenge: string): HandshakeVerdict {
  const text = Buffer.from(answer.bodyBytes).toString('utf8').trim();
  const isEchoed =
    text === challenge ||
    text === `challenge=${challenge}` ||
    readPath(parseJsonBody(answer.bodyBytes), 'challenge') === challenge;
  const isFine = answer.status >= 200 && answer.status < 300;
  const got = isFine ? `${answer.status} without it` : String(answer.status);
  return said(
    isFine && isEchoed,
    `2xx with the challenge as its body is wanted, and it answered ${got}`,
  );
}

function zoomVerdict(
  { status, bodyBytes }: HandshakeAnswer,
  plainToken: string,
  secret: string,
): HandshakeVerdict {
  const answer = parseJsonBody(bodyBytes);
  const expected = createHmac('sha256', secret).update(plainToken).digest('hex');
  if (status !== 200 || readPath(answer, 'plainToken') !== plainToken) {
    const got = status === 200 ? '200 without that plainToken' : String(status);
    return said(false, `200 with plainToken and encryptedToken is wanted, and it answered ${got}`);
  }
  return said(
    readPath(answer, 'encryptedToken') === expected,
    'Its encryptedToken is not the HMAC-SHA256 of plainToken under this secret',
  );
}

function consentVerdict({ headers }: HandshakeAnswer): HandshakeVerdict {
  const allowed = findHeader(headers, 'WebHook-Allowed-Origin');
  const isAllowed = allowed === '*' || allowed === CLOUDEVENTS_ORIGIN;
  const got = allowed === undefined || allowed === null ? 'it is missing' : `it is ${allowed}`;
  return said(
    isAllowed,
    `WebHook-Allowed-Origin: ${CLOUDEVENTS_ORIGIN} or * is wanted, and ${got}`,
  );
}
