import { createDialect } from './engine.ts';
import { delivery, growing, jsonEnvelope, MINUTE_MS, pairSignature } from './presets.ts';

/** Sanity GROQ-powered webhooks. */
export const sanity = createDialect({
  id: 'sanity',
  name: 'Sanity',
  kind: 'symmetric',
  signature: pairSignature('sanity-webhook-signature', { encoding: 'base64url', unit: 'ms' }),
  key: { form: 'utf8', make: { prefix: '', size: 32, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope('{{data}}', 'Sanity.io webhook delivery', [
    ['sanity-operation', '{{event_type}}'],
    ['sanity-project-id', 'demo0001'],
    ['sanity-dataset', 'production'],
    ['sanity-webhook-id', 'demoWebhook0001'],
    ['sanity-transaction-id', '{{event_id}}'],
    ['idempotency-key', '{{delivery_id}}'],
  ]),
  eventTypeAt: { kind: 'header', header: 'sanity-operation' },
  deliveryIdAt: { kind: 'header', header: 'idempotency-key' },
  delivery: delivery(
    30_000,
    growing(6, 10_000, 2).map((ms) => Math.min(ms, 10 * MINUTE_MS)),
    {
      note: 'Sanity publishes no figures that we have read: these are defaults to change.',
    },
  ),
  events: [
    {
      type: 'create',
      description: 'A document was created',
      data: { _id: 'post-1', _type: 'post', _rev: 'demoRev1', title: 'Hello', slug: 'hello' },
    },
    {
      type: 'delete',
      description: 'A document was deleted',
      data: { _id: 'post-1', _type: 'post', _rev: 'demoRev2' },
    },
  ],
  docsNote:
    'Base64url without padding, and a timestamp in milliseconds that the package never holds against the clock. The body is whatever the projection says.',
  package: {
    name: '@sanity/webhook',
    call: 'isValidSignature(body, signature, secret)',
    notes: [
      {
        when: 'not_utf8',
        text: "Sanity's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      { when: 'empty_body', text: "Sanity's package refuses an empty body outright." },
    ],
  },
});
