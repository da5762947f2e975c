import { createDialect } from './engine.ts';
import { delivery, growing, jsonEnvelope, MINUTE_MS, standardSignature } from './presets.ts';

/** Polar: Standard Webhooks with the whole secret's text as the key. */
export const polar = createDialect({
  id: 'polar',
  name: 'Polar',
  kind: 'symmetric',
  signature: standardSignature('webhook'),
  key: { form: 'utf8', make: { prefix: 'polar_whs_', size: 43, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"type":{{event_type}},"timestamp":{{event_iso}},"data":{{data}}}',
    'polar.sh webhooks',
  ),
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'header', header: 'webhook-id' },
  delivery: delivery(10_000, growing(9, MINUTE_MS, 2), {
    note: 'Polar publishes no figures that we have read: these are defaults to change.',
  }),
  events: [
    {
      type: 'order.created',
      description: 'An order was placed',
      data: {
        id: '6f1e9a52-3c3b-4a59-9a54-0d3cf0d6a001',
        created_at: '2026-01-15T09:30:00Z',
        status: 'paid',
        total_amount: 4200,
        currency: 'eur',
        customer_id: '6f1e9a52-3c3b-4a59-9a54-0d3cf0d6a002',
        product_id: '6f1e9a52-3c3b-4a59-9a54-0d3cf0d6a003',
      },
    },
    {
      type: 'subscription.canceled',
      description: 'A subscription was cancelled',
      data: {
        id: '6f1e9a52-3c3b-4a59-9a54-0d3cf0d6a004',
        status: 'active',
        cancel_at_period_end: true,
        customer_id: '6f1e9a52-3c3b-4a59-9a54-0d3cf0d6a002',
      },
    },
  ],
  docsNote:
    'The headers and signed bytes of Standard Webhooks, but the key is the text of the whole secret: nothing is decoded.',
  package: { name: '@polar-sh/sdk', call: 'validateEvent(body, headers, secret)', notes: [] },
});
