import { createDialect } from './engine.ts';
import { delivery, textKey } from './presets.ts';

/** Plivo, signature version 3. */
export const plivo = createDialect({
  id: 'plivo',
  name: 'Plivo v3',
  kind: 'symmetric',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    comparison: 'text',
    place: { kind: 'header', header: 'X-Plivo-Signature-V3', prefix: '' },
    idHeader: 'X-Plivo-Signature-V3-Nonce',
    signed: [
      {
        kind: 'canonical',
        name: 'plivo_v3',
        formula: 'url + "?" + sorted query (+ ".") + sorted form names and values + "." + nonce',
      },
    ],
  },
  key: textKey('', 40),
  envelope: {
    headers: [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['User-Agent', 'Plivo'],
      ['Accept', '*/*'],
    ],
    body: { kind: 'form' },
  },
  eventTypeAt: { kind: 'body', path: 'Event' },
  deliveryIdAt: { kind: 'header', header: 'X-Plivo-Signature-V3-Nonce' },
  delivery: delivery(15_000, [60_000, 120_000, 240_000], {
    note: 'Plivo publishes no figures that we have read: these are defaults to change.',
  }),
  events: [
    {
      type: 'message.received',
      description: 'A text message came in',
      data: {
        MessageUUID: '5b40a428-0000-4000-8000-000000000001',
        From: '15005550006',
        To: '15005550001',
        Text: 'Hello',
        Type: 'sms',
      },
    },
    {
      type: 'call.hangup',
      description: 'A call ended',
      data: {
        CallUUID: '5b40a428-0000-4000-8000-000000000002',
        Event: 'Hangup',
        CallStatus: 'completed',
        Duration: '12',
        From: '15005550006',
        To: '15005550001',
      },
    },
  ],
  docsNote:
    'The nonce is signed but nothing limits its age: remember it. The query and the form are sorted and joined, so their order is not covered.',
  package: {
    name: 'plivo',
    call: 'validateV3Signature(method, url, nonce, token, signature, params)',
    notes: [],
  },
});
