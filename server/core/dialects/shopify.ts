import { createDialect } from './engine.ts';
import { bodySignature, delivery, HOUR_MS, jsonEnvelope, MINUTE_MS, textKey } from './presets.ts';

/** Shopify webhooks over HTTPS. */
export const shopify = createDialect({
  id: 'shopify',
  name: 'Shopify',
  kind: 'symmetric',
  signature: {
    ...bodySignature('X-Shopify-Hmac-SHA256', { encoding: 'base64' }),
    place: {
      kind: 'header',
      header: 'X-Shopify-Hmac-SHA256',
      prefix: '',
      otherNames: ['shopify-hmac-sha256'],
    },
  },
  key: textKey('shpss_', 32),
  envelope: {
    ...jsonEnvelope('{{data}}', 'Shopify-Captain-Hook', [
      ['X-Shopify-Topic', '{{event_name}}'],
      ['X-Shopify-Shop-Domain', 'hookbench-demo.myshopify.com'],
      ['X-Shopify-API-Version', '2026-01'],
      ['X-Shopify-Webhook-Id', '{{delivery_uuid}}'],
      ['X-Shopify-Event-Id', '{{event_id}}'],
      ['X-Shopify-Triggered-At', '{{event_iso}}'],
    ]),
    eventSeparator: '/',
  },
  eventTypeAt: { kind: 'header', header: 'X-Shopify-Topic' },
  deliveryIdAt: { kind: 'header', header: 'X-Shopify-Webhook-Id' },
  delivery: delivery(
    5_000,
    [
      MINUTE_MS,
      4 * MINUTE_MS,
      10 * MINUTE_MS,
      15 * MINUTE_MS,
      30 * MINUTE_MS,
      HOUR_MS,
      HOUR_MS,
      HOUR_MS,
    ],
    {
      note: 'Documented by Shopify: connect 1 s, 5 s in all, 8 retries over 4 h; the single delays are defaults. Subscriptions made by API are removed after 8 failures in a row.',
    },
  ),
  events: [
    {
      type: 'orders.create',
      description: 'An order was placed (sent as orders/create)',
      data: {
        id: 820982911946154,
        admin_graphql_api_id: 'gid://shopify/Order/820982911946154',
        name: '#1001',
        email: 'ada@example.com',
        currency: 'EUR',
        total_price: '42.00',
        financial_status: 'paid',
        created_at: '2026-01-15T09:30:00+00:00',
        line_items: [{ id: 466157049, title: 'Mug', quantity: 1, price: '42.00' }],
      },
    },
    {
      type: 'products.update',
      description: 'A product was changed (sent as products/update)',
      data: {
        id: 788032119674292,
        title: 'Mug',
        vendor: 'Demo',
        status: 'active',
        updated_at: '2026-01-15T09:30:00+00:00',
      },
    },
    {
      type: 'app.uninstalled',
      description: 'The app was removed (sent as app/uninstalled)',
      data: { id: 548380009, name: 'Hookbench Demo', domain: 'hookbench-demo.myshopify.com' },
    },
  ],
  docsNote:
    "The key is the app's client secret as text. Only the body is covered: topic, shop and X-Shopify-Triggered-At are not. The newer events API sends the same digest as shopify-hmac-sha256.",
  package: {
    name: '@shopify/shopify-api',
    call: 'shopify.webhooks.validate({ rawBody, rawRequest })',
    companions: [
      'X-Shopify-Topic',
      'X-Shopify-Shop-Domain',
      'X-Shopify-API-Version',
      'X-Shopify-Webhook-Id',
    ],
    notes: [
      {
        when: 'not_utf8',
        text: "Shopify's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      { when: 'empty_body', text: "Shopify's package refuses an empty body outright." },
      {
        when: 'missing_padding',
        text: "Shopify's package compares base64 as text and refuses a signature without its padding.",
      },
      {
        when: 'missing_companion',
        text: "Shopify's package also demands the topic, shop-domain, API-version and webhook-id headers: without them it reports a correct HMAC as invalid.",
      },
    ],
  },
});
