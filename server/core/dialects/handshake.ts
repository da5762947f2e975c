import { createHmac } from 'node:crypto';
import type { RawHeaders } from '../../contract/text.ts';
import { encodeBytes } from './bytes.ts';
import type { Dialect, DialectKey, ShapedRequest } from './dialect.ts';
import { findHeader } from './headers.ts';
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
 * The challenge that a dialect sends when a URL is registered; undefined where it has none
 * (a `ping` is an ordinary event of type ping).
 */
export function startHandshake(dialect: Dialect, input: HandshakeInput): Handshake | undefined {
  const challenge = encodeBytes(input.random(16), 'hex');
  switch (dialect.facts.handshake?.kind) {
    case 'slack_url_verification': {
      const body = { token: 'verification-token', challenge, type: 'url_verification' };
      return {
        request: posted(dialect, input, body),
        judge: (answer) => echoed(answer, challenge),
      };
    }
    case 'zoom_url_validation':
      return zoomHandshake(dialect, input, challenge);
    case 'discord_ping': {
      const request = posted(dialect, input, { version: 1, application_id: '1', type: 0 });
      return { request, judge: ({ status }) => said(status === 204, `204 wanted, got ${status}`) };
    }
    case 'meta_subscribe':
      return asked(input, challenge, {
        'hub.mode': 'subscribe',
        'hub.verify_token': input.verifyToken ?? '',
        'hub.challenge': challenge,
      });
    case 'dropbox_challenge':
      return asked(input, challenge, { challenge });
    case 'websub_verification':
      return asked(input, challenge, {
        'hub.mode': 'subscribe',
        'hub.topic': input.topicUrl ?? 'https://example.com/topics/feed',
        'hub.challenge': challenge,
        'hub.lease_seconds': '864000',
      });
    case 'cloudevents_options':
      return cloudEventsHandshake(input);
    case 'ping':
    case undefined:
      return undefined;
  }
}

function said(isAccepted: boolean, complaint: string): HandshakeVerdict {
  return { isAccepted, text: isAccepted ? 'The URL was confirmed.' : complaint };
}

/** A signed POST, as every other event of the dialect. */
function posted(dialect: Dialect, input: HandshakeInput, body: object): ShapedRequest {
  const agent = findHeader(
    dialect.facts.envelope.headers.map(([name, value]) => [name, value]),
    'User-Agent',
  );
  const request: ShapedRequest = {
    method: 'POST',
    url: input.url,
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', agent ?? 'Hookbench/1.0'],
    ],
    bodyBytes: Buffer.from(JSON.stringify(body)),
  };
  return dialect.seal({ request, deliveryId: 'handshake', nowMs: input.nowMs, keys: input.keys });
}

function asked(
  input: HandshakeInput,
  challenge: string,
  parameters: Record<string, string>,
): Handshake {
  const query = new URLSearchParams(parameters).toString();
  const url = `${input.url}${input.url.includes('?') ? '&' : '?'}${query}`;
  return {
    request: { method: 'GET', url, headers: [], bodyBytes: new Uint8Array() },
    judge: (answer) => echoed(answer, challenge),
  };
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

function zoomHandshake(dialect: Dialect, input: HandshakeInput, plainToken: string): Handshake {
  const body = {
    event: 'endpoint.url_validation',
    payload: { plainToken },
    event_ts: Math.floor(input.nowMs),
  };
  const expected = createHmac('sha256', input.keys[0]?.secret ?? '')
    .update(plainToken)
    .digest('hex');
  return {
    request: posted(dialect, input, body),
    judge: ({ status, bodyBytes }) => {
      const answer = parseJsonBody(bodyBytes);
      const isRight =
        status === 200 &&
        readPath(answer, 'plainToken') === plainToken &&
        readPath(answer, 'encryptedToken') === expected;
      return said(isRight, `200 with plainToken and encryptedToken wanted, got ${status}`);
    },
  };
}

function cloudEventsHandshake(input: HandshakeInput): Handshake {
  const origin = 'hookbench.example.com';
  return {
    request: {
      method: 'OPTIONS',
      url: input.url,
      headers: [['WebHook-Request-Origin', origin]],
      bodyBytes: new Uint8Array(),
    },
    judge: ({ headers }) => {
      const allowed = findHeader(headers, 'WebHook-Allowed-Origin');
      const isAllowed = allowed === '*' || allowed === origin;
      return said(isAllowed, 'WebHook-Allowed-Origin wanted; the status alone is no consent');
    },
  };
}
