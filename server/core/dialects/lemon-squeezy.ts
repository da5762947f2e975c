import { createDialect } from './engine.ts';
import { bodySignature, delivery, jsonEnvelope } from './presets.ts';

/** Lemon Squeezy webhooks. */
export const lemonSqueezy = createDialect({
  id: 'lemon-squeezy',
  name: 'Lemon Squeezy',
  kind: 'symmetric',
  signature: bodySignature('X-Signature', { encoding: 'hex' }),
  key: {
    form: 'utf8',
    make: { prefix: '', size: 16, alphabet: 'hex' },
    minLength: 6,
    maxLength: 40,
  },
  envelope: jsonEnvelope(
    '{"meta":{"test_mode":true,"event_name":{{event_type}},"webhook_id":{{delivery_uuid}}},"data":{{data}}}',
    'LemonSqueezy-Hookshot',
    [['X-Event-Name', '{{event_type}}']],
  ),
  eventTypeAt: { kind: 'header', header: 'X-Event-Name' },
  deliveryIdAt: { kind: 'none', text: 'none: use body data.type and data.id' },
  delivery: delivery(10_000, [5_000, 25_000, 125_000], {
    successStatuses: [200],
    note: 'Documented by Lemon Squeezy: status 200, up to 3 retries after 5, 25 and 125 s. The time limit is a default to change.',
  }),
  events: [
    {
      type: 'order_created',
      description: 'An order was placed',
      data: {
        type: 'orders',
        id: '1001',
        attributes: {
          store_id: 1,
          identifier: '104e18a2-d755-4d4b-80c4-a6c1dcbe1c10',
          user_name: 'Ada Okafor',
          user_email: 'ada@example.com',
          currency: 'EUR',
          total: 4200,
          status: 'paid',
        },
      },
    },
    {
      type: 'subscription_cancelled',
      description: 'A subscription was cancelled',
      data: {
        type: 'subscriptions',
        id: '2001',
        attributes: { store_id: 1, status: 'cancelled', cancelled: true, ends_at: '2026-02-15' },
      },
    },
  ],
  docsNote: 'The secret has 6 to 40 characters. Only the body is covered and no timestamp is sent.',
});
