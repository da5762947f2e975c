import { createDialect } from './engine.ts';
import { delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

/** Square webhooks. */
export const square = createDialect({
  id: 'square',
  name: 'Square',
  kind: 'symmetric',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    comparison: 'text',
    place: { kind: 'header', header: 'x-square-hmacsha256-signature', prefix: '' },
    signed: [{ kind: 'url', form: 'as_sent' }, { kind: 'body' }],
  },
  key: { form: 'utf8', make: { prefix: '', size: 22, alphabet: 'letters_digits' } },
  envelope: {
    ...jsonEnvelope(
      '{"merchant_id":"MLDEMO0000001","type":{{event_type}},"event_id":{{delivery_uuid}},"created_at":{{event_iso}},"data":{{data}}}',
      'Square Connect v2',
      [
        ['square-environment', 'Sandbox'],
        ['square-initial-delivery-timestamp', '{{event_iso_s}}'],
      ],
    ),
    retryHeaders: [
      ['square-retry-number', '{{retry}}'],
      ['square-retry-reason', '{{retry_reason}}'],
    ],
  },
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'body', path: 'event_id' },
  delivery: delivery(
    10_000,
    growing(10, MINUTE_MS, 2).map((ms) => Math.min(ms, 6 * HOUR_MS)),
    {
      note: 'Square wants an answer at once (older text: 10 s) and retries for up to 24 h (older text: 72 h); the single delays and the retry headers are general knowledge.',
    },
  ),
  events: [
    {
      type: 'payment.updated',
      description: 'A payment changed',
      data: {
        type: 'payment',
        id: 'KkAkhdMsgzn59SM8A89WgKwekxLZY',
        object: {
          payment: {
            id: 'KkAkhdMsgzn59SM8A89WgKwekxLZY',
            amount_money: { amount: 4200, currency: 'EUR' },
            status: 'COMPLETED',
            location_id: 'S8GWD5R9QB376',
            version: 2,
          },
        },
      },
    },
    {
      type: 'invoice.payment_made',
      description: 'An invoice was paid',
      data: {
        type: 'invoice',
        id: 'inv:0-demo0001',
        object: { invoice: { id: 'inv:0-demo0001', status: 'PAID', version: 3 } },
      },
    },
  ],
  docsNote:
    'The URL is the one registered, byte for byte: behind a proxy take it from configuration, not from the Host header.',
  package: {
    name: 'square',
    call: 'WebhooksHelper.verifySignature({ requestBody, signatureHeader, signatureKey, notificationUrl })',
    notes: [
      {
        when: 'not_utf8',
        text: "Square's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
    ],
  },
});
