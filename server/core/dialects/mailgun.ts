import { createHash } from 'node:crypto';
import type { ShapedRequest, SignInput } from './dialect.ts';
import { createDialect, firstKey, signWith } from './engine.ts';
import { parseJsonBody, readPath } from './json-path.ts';
import type { JudgeInput } from './judge.ts';
import type { Reading } from './place.ts';
import { delivery, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

const TOKEN_LENGTH = 50;

/** Mailgun events: the signature is in the body and covers a token, not the event. */
export const mailgun = createDialect(
  {
    id: 'mailgun',
    name: 'Mailgun',
    kind: 'symmetric',
    signature: {
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      comparison: 'text',
      place: { kind: 'body', path: 'signature.signature' },
      timestamp: { place: { kind: 'body', path: 'signature.timestamp' }, unit: 's' },
      signed: [
        {
          kind: 'canonical',
          name: 'mailgun_token',
          formula: 'signature.timestamp + signature.token (not the body)',
        },
      ],
    },
    key: { form: 'utf8', make: { prefix: '', size: 16, alphabet: 'hex' } },
    envelope: jsonEnvelope(
      '{"event-data":{"event":{{event_type}},"id":{{delivery_id}},"timestamp":{{event_s}}{{data_fields}}}}',
      'mailgun/treq-24.9.1',
    ),
    eventTypeAt: { kind: 'body', path: 'event-data.event' },
    deliveryIdAt: { kind: 'body', path: 'event-data.id' },
    delivery: delivery(
      15_000,
      [
        10 * MINUTE_MS,
        10 * MINUTE_MS,
        15 * MINUTE_MS,
        30 * MINUTE_MS,
        HOUR_MS,
        2 * HOUR_MS,
        4 * HOUR_MS,
      ],
      {
        stopStatuses: [406],
        successStatuses: [200],
        note: 'Documented by Mailgun: 200 is done, 406 stops, anything else is retried. The time limit is a default to change.',
      },
    ),
    events: [
      {
        type: 'delivered',
        description: 'A mail was delivered',
        data: {
          recipient: 'ada@example.com',
          'log-level': 'info',
          message: { headers: { 'message-id': 'demo-1@example.com', subject: 'Your invoice' } },
          'delivery-status': { code: 250, message: 'OK', 'attempt-no': 1 },
          tags: [],
        },
      },
      {
        type: 'failed',
        description: 'A mail could not be delivered',
        data: {
          recipient: 'nobody@example.com',
          severity: 'permanent',
          reason: 'bounce',
          'log-level': 'error',
          message: { headers: { 'message-id': 'demo-2@example.com' } },
          'delivery-status': { code: 550, message: 'No such mailbox', 'attempt-no': 1 },
        },
      },
    ],
    docsNote:
      'The signature covers timestamp and token only: a changed event-data still verifies. Keep each token to stop replay. Subaccounts add parent-signature.',
    package: {
      name: null,
      call: 'none',
      notes: [
        {
          when: 'always',
          text: 'Mailgun signs a timestamp and a token only: the event data is not covered by the signature.',
        },
      ],
    },
  },
  { read: readBody, seal },
);

function readBody(input: JudgeInput): Reading {
  const body = parseJsonBody(input.bodyBytes ?? new Uint8Array());
  const received = readPath(body, 'signature.signature');
  const timestamp = readPath(body, 'signature.timestamp');
  const isText = typeof received === 'string';
  const missing: string[] = [];
  if (!isText) {
    missing.push('signature.signature in the body');
  }
  if (timestamp === undefined) {
    missing.push('signature.timestamp in the body');
  }
  return {
    received: isText ? received : null,
    missing,
    parsed: 'timestamp, token and signature',
    entries: isText ? [received] : [],
    timestampText: timestamp === undefined ? undefined : String(timestamp),
  };
}

/** Puts the signature before the event data; the token is fresh on every attempt. */
function seal(input: SignInput): ShapedRequest {
  const timestamp = String(Math.floor(input.nowMs / 1000));
  const token = createHash('sha256')
    .update(`${input.deliveryId} ${input.nowMs}`)
    .digest('hex')
    .slice(0, TOKEN_LENGTH);
  const message = { prefix: timestamp + token, hasBody: false, suffix: '' };
  const key = firstKey(mailgun.facts, input);
  const signature = signWith(mailgun.facts, key, message, new Uint8Array());
  const rest = Buffer.from(input.request.bodyBytes).toString('utf8').slice(1);
  const head = JSON.stringify({ signature: { timestamp, token, signature } }).slice(0, -1);
  return { ...input.request, bodyBytes: Buffer.from(`${head},${rest}`, 'utf8') };
}
