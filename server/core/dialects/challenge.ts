import { createHmac } from 'node:crypto';
import type { RawHeaders } from '../../contract/text.ts';
import { findHeader } from '../raw-headers.ts';
import type { NamedKey } from './dialect.ts';
import { discord } from './discord.ts';
import { parseJsonBody, readPath } from './json-path.ts';
import { zoom } from './zoom.ts';

/** A request that may be a provider's question whether this URL is ours. */
export interface ChallengeInput {
  readonly method: string;
  /** Absolute, or a path with its query. */
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly nowMs: number;
  /** Zoom's question and Discord's are checked with them; Zoom's answer is made with the one that fits. */
  readonly keys: readonly NamedKey[];
  /** The tokens accepted from Meta; absent: any. */
  readonly verifyTokens?: readonly string[];
}

export interface ChallengeAnswer {
  /** A dialect's id, or `microsoft-graph`, which has no signature. */
  readonly dialect: string;
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: string;
  /** One sentence for the capture's row. */
  readonly text: string;
}

const TEXT_HEADERS: RawHeaders = [
  ['content-type', 'text/plain; charset=utf-8'],
  // What comes back is the caller's own text: no browser may take it for a page.
  ['x-content-type-options', 'nosniff'],
];
const JSON_HEADERS: RawHeaders = [['content-type', 'application/json']];

/** Larger questions are none: providers send a few hundred bytes. */
const MAX_CHALLENGE_BYTES = 64 * 1024;
const MAX_CHALLENGE_LENGTH = 4096;

/** The answer to a provider's challenge; undefined where the request is none. Never throws. */
export function answerChallenge(input: ChallengeInput): ChallengeAnswer | undefined {
  const query = queryOf(input.url);
  if (!query || input.bodyBytes.byteLength > MAX_CHALLENGE_BYTES) {
    return undefined;
  }
  switch (input.method.toUpperCase()) {
    case 'GET':
      return answerHub(query, input) ?? answerDropbox(query);
    case 'OPTIONS':
      return answerCloudEvents(input.headers);
    case 'POST':
      return answerGraph(query) ?? answerBody(input);
    default:
      return undefined;
  }
}

function queryOf(url: string): URLSearchParams | undefined {
  const base = 'http://receiver.invalid';
  return URL.canParse(url, base) ? new URL(url, base).searchParams : undefined;
}

function plain(dialect: string, body: string, text: string): ChallengeAnswer | undefined {
  return body.length > MAX_CHALLENGE_LENGTH
    ? undefined
    : { dialect, status: 200, headers: TEXT_HEADERS, body, text };
}

/** Meta and WebSub share their names; only WebSub has a topic. */
function answerHub(query: URLSearchParams, input: ChallengeInput): ChallengeAnswer | undefined {
  const mode = query.get('hub.mode');
  const challenge = query.get('hub.challenge');
  if (mode === null || challenge === null) {
    return undefined;
  }
  if (query.has('hub.topic')) {
    return plain('websub', challenge, `WebSub asked to confirm ${mode}: answered its challenge.`);
  }
  const token = query.get('hub.verify_token');
  if (mode !== 'subscribe' || token === null) {
    return undefined;
  }
  if (input.verifyTokens && !input.verifyTokens.includes(token)) {
    const text = 'Meta asked to confirm the URL with a verify token that is not ours: refused.';
    return { dialect: 'meta', status: 403, headers: TEXT_HEADERS, body: '', text };
  }
  return plain('meta', challenge, 'Meta asked to confirm the URL: answered its challenge.');
}

function answerDropbox(query: URLSearchParams): ChallengeAnswer | undefined {
  const challenge = query.get('challenge');
  return challenge === null
    ? undefined
    : plain('dropbox', challenge, 'Dropbox asked to confirm the URL: answered its challenge.');
}

function answerGraph(query: URLSearchParams): ChallengeAnswer | undefined {
  const token = query.get('validationToken');
  return token === null
    ? undefined
    : plain(
        'microsoft-graph',
        token,
        'Microsoft Graph asked to confirm the URL: answered its validation token.',
      );
}

/** Consent is in the headers; the status alone means nothing. */
function answerCloudEvents(headers: RawHeaders): ChallengeAnswer | undefined {
  const origin = findHeader(headers, 'WebHook-Request-Origin');
  if (origin === undefined) {
    return undefined;
  }
  const rate = findHeader(headers, 'WebHook-Request-Rate');
  const consent: RawHeaders = [
    ['allow', 'POST'],
    ['webhook-allowed-origin', origin],
  ];
  if (rate !== undefined) {
    consent.push(['webhook-allowed-rate', /^\d+$/.test(rate) ? rate : '*']);
  }
  const text = `CloudEvents asked whether ${origin} may send here: consented.`;
  return { dialect: 'cloudevents', status: 200, headers: consent, body: '', text };
}

function answerBody(input: ChallengeInput): ChallengeAnswer | undefined {
  const body = parseJsonBody(input.bodyBytes);
  const challenge = readPath(body, 'challenge');
  if (readPath(body, 'type') === 'url_verification' && typeof challenge === 'string') {
    return plain('slack', challenge, 'Slack asked to confirm the URL: answered its challenge.');
  }
  const token = readPath(body, 'payload.plainToken');
  if (readPath(body, 'event') === 'endpoint.url_validation' && typeof token === 'string') {
    return answerZoom(input, token);
  }
  return answerDiscord(input, body);
}

/**
 * Zoom wants its token back with the HMAC of it. Only a question that is itself signed with the same
 * key is answered: anybody else would have us sign texts of his choice.
 */
function answerZoom(input: ChallengeInput, plainToken: string): ChallengeAnswer | undefined {
  const key = input.keys.find(
    (candidate) => zoom.verify({ ...input, keys: [candidate] }).verdict === 'valid',
  );
  if (!key) {
    return undefined;
  }
  const encryptedToken = createHmac('sha256', key.secret).update(plainToken).digest('hex');
  return {
    dialect: 'zoom',
    status: 200,
    headers: JSON_HEADERS,
    body: JSON.stringify({ plainToken, encryptedToken }),
    text: `Zoom asked to confirm the URL: answered with the key of ${key.source}.`,
  };
}

/** Interactions ping with type 1, webhook events with type 0; some pings are signed badly on purpose. */
function answerDiscord(input: ChallengeInput, body: unknown): ChallengeAnswer | undefined {
  const type = readPath(body, 'type');
  const isPing = type === 0 || (type === 1 && readPath(body, 'event') === undefined);
  if (!isPing || findHeader(input.headers, 'X-Signature-Ed25519') === undefined) {
    return undefined;
  }
  const { verdict } = discord.verify(input);
  // Keys of other dialects say nothing: they leave the verdict unchecked.
  if (verdict === 'invalid') {
    const text = 'Discord pinged with a signature that does not fit, as it does on purpose: 401.';
    return { dialect: 'discord', status: 401, headers: TEXT_HEADERS, body: '', text };
  }
  return type === 0
    ? { dialect: 'discord', status: 204, headers: [], body: '', text: 'Discord pinged: 204.' }
    : {
        dialect: 'discord',
        status: 200,
        headers: JSON_HEADERS,
        body: '{"type":1}',
        text: 'Discord pinged: answered with a pong.',
      };
}
