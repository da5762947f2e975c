import { createDialect } from './engine.ts';
import { delivery, HOUR_MS, MINUTE_MS, standardSignature, WHSEC_KEY } from './presets.ts';

/** Standard Webhooks 1.0.0, version 1: what Hookbench itself sends by default. */
export const standard = createDialect({
  id: 'standard',
  name: 'Standard Webhooks',
  kind: 'symmetric',
  signature: standardSignature('webhook'),
  key: WHSEC_KEY,
  envelope: {
    headers: [
      ['content-type', 'application/json'],
      ['user-agent', 'Hookbench/1.0'],
    ],
    body: { kind: 'json', template: '{"event":{{event_type}},"data":{{data}}}' },
  },
  // The specification leaves the body to the sender, and advises `type`.
  eventTypeAt: { kind: 'body', path: 'event', otherPath: 'type' },
  deliveryIdAt: { kind: 'header', header: 'webhook-id' },
  delivery: delivery(
    15_000,
    [
      5_000,
      5 * MINUTE_MS,
      30 * MINUTE_MS,
      2 * HOUR_MS,
      5 * HOUR_MS,
      10 * HOUR_MS,
      14 * HOUR_MS,
      20 * HOUR_MS,
      24 * HOUR_MS,
    ],
    {
      stopStatuses: [410],
      disableStatuses: [410],
      note: 'The specification advises 15 to 30 s and this schedule with jitter; 410 disables; 3xx is a failure.',
    },
  ),
  handshake: { kind: 'ping', text: 'A ping event is delivered when a URL is registered.' },
  events: [
    {
      type: 'payment_received',
      description: 'A payment arrived',
      data: { payment_id: 'pay_1001', amount: 4200, currency: 'EUR', invoice_id: 'inv_2001' },
    },
    {
      type: 'invoice_completed',
      description: 'An invoice is paid in full',
      data: {
        invoice_id: 'inv_2001',
        total: 4200,
        currency: 'EUR',
        paid_at: '2026-01-15T09:30:00Z',
      },
    },
  ],
  docsNote:
    'The URL, the method and every other header are not covered. Each attempt has a fresh timestamp and the same id: remember the id to act once.',
  package: {
    name: 'standardwebhooks',
    call: 'new Webhook(secret).verify(body, headers)',
    notes: [
      {
        when: 'not_utf8',
        text: 'standardwebhooks decodes the body to text first and refuses bytes that are not UTF-8.',
      },
      {
        when: 'not_json',
        text: 'standardwebhooks parses the body as JSON after the check: this body ends in an error even with a good signature, unless jsonParse is false.',
      },
      {
        when: 'odd_timestamp',
        text: 'standardwebhooks reads the timestamp as an integer and signs that number, so it may accept this request; Hookbench takes plain digits only.',
      },
      {
        when: 'missing_padding',
        text: 'standardwebhooks compares base64 as text and refuses a signature without its padding.',
      },
      {
        when: 'bare_secret',
        text: "The secret has no whsec_ prefix. standardwebhooks decodes it as base64 all the same; OpenAI's package would use its raw text.",
      },
    ],
  },
});
