import { createHash } from 'node:crypto';
import type { ShapedRequest } from './dialect.ts';
import type { DialectFacts, HandshakeFacts } from './facts.ts';

export interface HandshakeQuestion {
  readonly url: string;
  readonly nowMs: number;
  /** What the answer must hold. */
  readonly challenge: string;
}

/** What the question with this delivery id asks for: the same whenever it is asked or judged. */
export function challengeOf(deliveryId: string): string {
  return createHash('sha256').update(deliveryId).digest('hex').slice(0, 32);
}

/** Whom CloudEvents' question and its deliveries say they come from. */
export const CLOUDEVENTS_ORIGIN = 'hookbench.example.com';

/** Questions asked by GET or OPTIONS: providers do not sign them. */
const UNSIGNED_KINDS: readonly HandshakeFacts['kind'][] = [
  'meta_subscribe',
  'dropbox_challenge',
  'websub_verification',
  'cloudevents_options',
];

/** Whether this request is the dialect's unsigned question about a URL. */
export function isUnsignedQuestion(facts: DialectFacts, request: ShapedRequest): boolean {
  const { handshake } = facts;
  return (
    handshake !== undefined && request.method !== 'POST' && UNSIGNED_KINDS.includes(handshake.kind)
  );
}

/** The provider's question whether a URL is its owner's, not signed yet; undefined where it asks none. */
export function shapeQuestion(
  facts: DialectFacts,
  question: HandshakeQuestion,
): ShapedRequest | undefined {
  const { challenge } = question;
  switch (facts.handshake?.kind) {
    case 'slack_url_verification':
      return posted(facts, question, {
        token: 'verification-token',
        challenge,
        type: 'url_verification',
      });
    case 'zoom_url_validation':
      return posted(facts, question, {
        event: 'endpoint.url_validation',
        payload: { plainToken: challenge },
        event_ts: Math.floor(question.nowMs),
      });
    case 'discord_ping':
      return posted(facts, question, { version: 1, application_id: '1', type: 0 });
    case 'meta_subscribe':
      return asked(facts, question, {
        'hub.mode': 'subscribe',
        'hub.verify_token': 'hookbench',
        'hub.challenge': challenge,
      });
    case 'dropbox_challenge':
      return asked(facts, question, { challenge });
    case 'websub_verification':
      return asked(facts, question, {
        'hub.mode': 'subscribe',
        'hub.topic': 'https://example.com/topics/feed',
        'hub.challenge': challenge,
        'hub.lease_seconds': '864000',
      });
    case 'cloudevents_options':
      return {
        method: 'OPTIONS',
        url: question.url,
        headers: [...agentOf(facts), ['WebHook-Request-Origin', CLOUDEVENTS_ORIGIN]],
        bodyBytes: new Uint8Array(),
      };
    case 'ping':
    case undefined:
      return undefined;
  }
}

function agentOf(facts: DialectFacts): ShapedRequest['headers'] {
  const agent = facts.envelope.headers.find(([name]) => name.toLowerCase() === 'user-agent');
  return agent ? [['User-Agent', agent[1]]] : [];
}

function posted(facts: DialectFacts, question: HandshakeQuestion, body: object): ShapedRequest {
  return {
    method: 'POST',
    url: question.url,
    headers: [['Content-Type', 'application/json'], ...agentOf(facts)],
    bodyBytes: Buffer.from(JSON.stringify(body)),
  };
}

function asked(
  facts: DialectFacts,
  { url }: HandshakeQuestion,
  parameters: Record<string, string>,
): ShapedRequest {
  const query = new URLSearchParams(parameters).toString();
  return {
    method: 'GET',
    url: `${url}${url.includes('?') ? '&' : '?'}${query}`,
    headers: agentOf(facts),
    bodyBytes: new Uint8Array(),
  };
}
