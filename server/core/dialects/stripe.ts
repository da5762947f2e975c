import { createDialect } from './engine.ts';
import { delivery, HOUR_MS, jsonEnvelope, MINUTE_MS, pairSignature } from './presets.ts';

/** Stripe webhooks. */
export const stripe = createDialect({
  id: 'stripe',
  name: 'Stripe',
  kind: 'symmetric',
  signature: pairSignature('Stripe-Signature', { pastMs: 5 * MINUTE_MS, slots: 'many' }),
  key: { form: 'utf8', make: { prefix: 'whsec_', size: 32, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"id":{{delivery_id}},"object":"event","api_version":"2025-03-31.basil","created":{{event_s}},"data":{"object":{{data}}},"livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":{{event_type}}}',
    'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    [
      ['Accept', '*/*; q=0.5, application/xml'],
      ['Cache-Control', 'no-cache'],
    ],
  ),
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'body', path: 'id' },
  delivery: delivery(
    10_000,
    [
      5 * MINUTE_MS,
      30 * MINUTE_MS,
      2 * HOUR_MS,
      5 * HOUR_MS,
      10 * HOUR_MS,
      12 * HOUR_MS,
      12 * HOUR_MS,
      12 * HOUR_MS,
      12 * HOUR_MS,
    ],
    {
      note: 'Stripe documents exponential retries for up to three days; the single delays and the time limit are not published, these are defaults to change.',
    },
  ),
  events: [
    {
      type: 'payment_intent.succeeded',
      description: 'A payment went through',
      data: {
        id: 'pi_3Demo01',
        object: 'payment_intent',
        amount: 4200,
        amount_received: 4200,
        currency: 'eur',
        customer: 'cus_Demo01',
        status: 'succeeded',
        metadata: {},
      },
    },
    {
      type: 'invoice.paid',
      description: 'An invoice was paid',
      data: {
        id: 'in_1Demo01',
        object: 'invoice',
        amount_due: 4200,
        amount_paid: 4200,
        currency: 'eur',
        customer: 'cus_Demo01',
        status: 'paid',
        lines: { object: 'list', data: [], has_more: false },
      },
    },
    {
      type: 'checkout.session.completed',
      description: 'A checkout was completed',
      data: {
        id: 'cs_test_demo01',
        object: 'checkout.session',
        amount_total: 4200,
        currency: 'eur',
        mode: 'payment',
        payment_status: 'paid',
        status: 'complete',
        customer_details: { email: 'ada@example.com', name: 'Ada Okafor' },
      },
    },
  ],
  docsNote:
    'The secret is used as text, whsec_ included. Several v1 pairs occur while a secret is rolled; v0 is a decoy in test mode and every other scheme is ignored. Test, live and CLI endpoints have secrets of their own.',
  package: {
    name: 'stripe',
    call: 'stripe.webhooks.constructEvent(body, header, secret)',
    notes: [
      {
        when: 'not_utf8',
        text: "Stripe's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      {
        when: 'byte_order_mark',
        text: "Stripe's package drops a leading byte-order mark while decoding and then refuses the signature.",
      },
      {
        when: 'upper_case_hex',
        text: "Stripe's package compares lower-case hex as text and refuses upper case.",
      },
      {
        when: 'spaces_in_header',
        text: "Stripe's package does not read over blanks between the pairs: t=1, v1=… is refused.",
      },
      {
        when: 'future_time',
        text: "Stripe's package does not refuse a timestamp from the future.",
      },
    ],
  },
});
