import { createDialect } from './engine.ts';
import { bodySignature, delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

/** Razorpay webhooks. */
export const razorpay = createDialect({
  id: 'razorpay',
  name: 'Razorpay',
  kind: 'symmetric',
  signature: bodySignature('X-Razorpay-Signature', { encoding: 'hex' }),
  key: { form: 'utf8', make: { prefix: '', size: 24, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"entity":"event","account_id":"acc_DEMO0000000001","event":{{event_type}},"contains":["payment"],"payload":{{data}},"created_at":{{event_s}}}',
    'Razorpay-Webhook/v1',
    [['x-razorpay-event-id', '{{delivery_id}}']],
  ),
  eventTypeAt: { kind: 'body', path: 'event' },
  deliveryIdAt: { kind: 'header', header: 'x-razorpay-event-id' },
  delivery: delivery(
    5_000,
    growing(10, MINUTE_MS, 2).map((ms) => Math.min(ms, 6 * HOUR_MS)),
    { note: 'Razorpay publishes no figures that we have read: these are defaults to change.' },
  ),
  events: [
    {
      type: 'payment.captured',
      description: 'A payment was captured',
      data: {
        payment: {
          entity: {
            id: 'pay_DEMO0000000001',
            entity: 'payment',
            amount: 420000,
            currency: 'INR',
            status: 'captured',
            order_id: 'order_DEMO00000001',
            method: 'upi',
            email: 'ada@example.com',
          },
        },
      },
    },
    {
      type: 'refund.processed',
      description: 'A refund was made',
      data: {
        refund: {
          entity: {
            id: 'rfnd_DEMO000000001',
            entity: 'refund',
            amount: 420000,
            currency: 'INR',
            payment_id: 'pay_DEMO0000000001',
            status: 'processed',
          },
        },
      },
    },
  ],
  docsNote: 'Only the body is covered and no timestamp is signed: remember x-razorpay-event-id.',
  package: {
    name: 'razorpay',
    call: 'Razorpay.validateWebhookSignature(body, signature, secret)',
    notes: [
      {
        when: 'not_utf8',
        text: "Razorpay's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
    ],
  },
});
