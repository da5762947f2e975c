import { createDialect } from './engine.ts';
import {
  delivery,
  HOUR_MS,
  jsonEnvelope,
  MINUTE_MS,
  standardSignature,
  WHSEC_KEY,
} from './presets.ts';

/** Svix, and all who send through it: Clerk, Resend and others. */
export const svix = createDialect({
  id: 'svix',
  name: 'Svix',
  kind: 'symmetric',
  signature: standardSignature('svix'),
  key: WHSEC_KEY,
  envelope: jsonEnvelope(
    '{"type":{{event_type}},"timestamp":{{event_iso}},"data":{{data}}}',
    'Svix-Webhooks/1.24 (Hookbench)',
  ),
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'header', header: 'svix-id' },
  delivery: delivery(
    15_000,
    [5_000, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 10 * HOUR_MS],
    {
      stopHeaders: [['webhook-delivery', 'abort-message']],
      note: 'Documented by Svix. An endpoint is disabled after five days of failure.',
    },
  ),
  events: [
    {
      type: 'user.created',
      description: 'A user signed up (in the manner of Clerk)',
      data: {
        id: 'user_2Hk1',
        object: 'user',
        first_name: 'Ada',
        last_name: 'Okafor',
        email_addresses: [{ id: 'idn_1', email_address: 'ada@example.com' }],
        created_at: 1767225600000,
      },
    },
    {
      type: 'email.delivered',
      description: 'A mail reached its recipient (in the manner of Resend)',
      data: {
        email_id: '4ef9a417-02e9-4d39-ad75-9611e0fcc33c',
        from: 'Shop <shop@example.com>',
        to: ['ada@example.com'],
        subject: 'Your invoice',
        created_at: '2026-01-15T09:30:00.000Z',
      },
    },
  ],
  docsNote: 'The scheme of Standard Webhooks under header names of its own.',
  package: {
    name: 'svix',
    call: 'new Webhook(secret).verify(body, headers)',
    notes: [
      {
        when: 'not_utf8',
        text: 'svix decodes the body to text first and refuses bytes that are not UTF-8.',
      },
      {
        when: 'empty_body',
        text: "svix and Clerk's package parse the body as JSON after the check: an empty body ends in an error even with a good signature.",
      },
      {
        when: 'not_json',
        text: "svix, Clerk's and Resend's packages parse the body as JSON after the check: this body ends in an error even with a good signature.",
      },
      {
        when: 'standard_header_names',
        text: "svix reads webhook-* headers as well; Clerk's package reads svix-* only.",
      },
    ],
  },
});
