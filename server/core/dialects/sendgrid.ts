import { createDialect } from './engine.ts';
import { delivery, evenly, HOUR_MS, jsonEnvelope } from './presets.ts';

/** SendGrid Event Webhook. */
export const sendgrid = createDialect({
  id: 'sendgrid',
  name: 'SendGrid Event Webhook',
  kind: 'asymmetric',
  signature: {
    algorithm: 'ecdsa-p256-sha256',
    encoding: 'base64',
    comparison: 'decoded',
    place: { kind: 'header', header: 'X-Twilio-Email-Event-Webhook-Signature', prefix: '' },
    timestamp: {
      place: { kind: 'header', header: 'X-Twilio-Email-Event-Webhook-Timestamp' },
      unit: 's',
    },
    signed: [{ kind: 'timestamp' }, { kind: 'body' }],
  },
  key: { form: 'ecdsa-p256' },
  envelope: jsonEnvelope(
    '[{"event":{{event_type}},"sg_event_id":{{delivery_id}},"timestamp":{{event_s}}{{data_fields}}}]\r\n',
    'SendGrid Event API',
  ),
  eventTypeAt: { kind: 'body', path: '[0].event' },
  deliveryIdAt: { kind: 'body', path: '[0].sg_event_id' },
  delivery: delivery(10_000, evenly(24, 24 * HOUR_MS), {
    note: 'Retries for up to 24 h are general knowledge; the single delays and the time limit are defaults to change.',
  }),
  events: [
    {
      type: 'delivered',
      description: 'A mail was delivered',
      data: {
        email: 'ada@example.com',
        'smtp-id': '<demo-1@example.com>',
        sg_message_id: 'demo0001.filter0001',
        response: '250 OK',
        category: ['invoice'],
      },
    },
    {
      type: 'open',
      description: 'A mail was opened',
      data: {
        email: 'ada@example.com',
        sg_message_id: 'demo0001.filter0001',
        useragent: 'Mozilla/5.0',
        ip: '192.0.2.1',
      },
    },
    {
      type: 'bounce',
      description: 'A mail bounced',
      data: {
        email: 'nobody@example.com',
        sg_message_id: 'demo0002.filter0001',
        reason: '550 No such mailbox',
        status: '5.1.1',
        type: 'bounce',
      },
    },
  ],
  docsNote:
    'The body is an array and ends with CRLF: trimming it breaks the signature. The receiver holds a public key (base64 SPKI).',
  package: {
    name: '@sendgrid/eventwebhook',
    call: 'new EventWebhook().verifySignature(publicKey, body, signature, timestamp)',
    notes: [
      {
        when: 'not_utf8',
        text: "SendGrid's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
    ],
  },
});
