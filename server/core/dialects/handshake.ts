import { createHmac } from 'node:crypto';
import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import { encodeBytes } from './bytes.ts';
import type { Dialect, DialectKey, ShapedRequest } from './dialect.ts';
import { CLOUDEVENTS_ORIGIN, shapeQuestion } from './handshake-request.ts';
import { parseJsonBody, readPath } from './json-path.ts';

export interface HandshakeInput {
  readonly url: string;
  readonly nowMs: number;
  readonly keys: readonly DialectKey[];
  readonly random: (size: number) => Uint8Array;
  /** What Meta sends as hub.verify_token; the subscriber checks it. */
  readonly verifyToken?: string;
  /** WebSub's topic. */
  readonly topicUrl?: string;
}

/** The question a provider asks a new URL, and the judge of its answer. */
export interface Handshake {
  readonly request: ShapedRequest;
  judge(answer: HandshakeAnswer): HandshakeVerdict;
}

export interface HandshakeAnswer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

export interface HandshakeVerdict {
  readonly isAccepted: boolean;
  readonly text: string;
}

/**
 * The challenge that a dialect sends when a URL is registered, signed; undefined where it has none
 * (a `ping` is an ordinary event of type ping).
 */
export function startHandshake(dialect: Dialect, input: HandshakeInput): Handshake | undefined {
  const challenge = encodeBytes(input.random(16), 'hex');
  const question = shapeQuestion(dialect.facts, { ...input, challenge });
  const judge = question && judgeOf(dialect, input, challenge);
  if (!question || !judge) {
    return undefined;
  }
  const { nowMs, keys } = input;
  const request = dialect.seal({ request: question, deliveryId: 'handshake', nowMs, keys });
  return { request, judge };
}

function judgeOf(
  dialect: Dialect,
  input: HandshakeInput,
  challenge: string,
): Handshake['judge'] | undefined {
  switch (dialect.facts.handshake?.kind) {
    case 'discord_ping':
      return ({ status }) => said(status === 204, `204 wanted, got ${status}`);
    case 'zoom_url_validation':
      return (answer) => zoomVerdict(answer, challenge, input.keys[0]?.secret ?? '');
    case 'cloudevents_options':
      return consentVerdict;
    case 'ping':
    case undefined:
      return undefined;
    default:
      return (answer) => echoed(answer, challenge);
  }
}

function said(isAccepted: boolean, complaint: string): HandshakeVerdict {
  return { isAccepted, text: isAccepted ? 'The URL was confirmed.' : complaint };
}

/** Slack also takes the challenge as a form or as JSON. */
function echoed(answer: HandshakeAnswer, challenge: string): HandshakeVerdict {
  const text = Buffer.from(answer.bodyBytes).toString('utf8').trim();
  const isEchoed =
    text === challenge ||
    text === `challenge=${challenge}` ||
    readPath(parseJsonBody(answer.bodyBytes), 'challenge') === challenge;
  const isFine = answer.status >= 200 && answer.status < 300;
  return said(isFine && isEchoed, `2xx with the challenge wanted, got ${answer.status}`);
}

function zoomVerdict(
  { status, bodyBytes }: HandshakeAnswer,
  plainToken: string,
  secret: string,
): HandshakeVerdict {
  const answer = parseJsonBody(bodyBytes);
  const expected = createHmac('sha256', secret).update(plainToken).digest('hex');
  const isRight =
    status === 200 &&
    readPath(answer, 'plainToken') === plainToken &&
    readPath(answer, 'encryptedToken') === expected;
  return said(isRight, `200 with plainToken and encryptedToken wanted, got ${status}`);
}

function consentVerdict({ headers }: HandshakeAnswer): HandshakeVerdict {
  const allowed = findHeader(headers, 'WebHook-Allowed-Origin');
  const isAllowed = allowed === '*' || allowed === CLOUDEVENTS_ORIGIN;
  return said(isAllowed, 'WebHook-Allowed-Origin wanted; the status alone is no consent');
}
