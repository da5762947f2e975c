import { createDialect } from './engine.ts';
import { delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS, pairSignature } from './presets.ts';

/** Calendly webhooks. */
export const calendly = createDialect({
  id: 'calendly',
  name: 'Calendly',
  kind: 'symmetric',
  signature: pairSignature('Calendly-Webhook-Signature', { pastMs: 3 * MINUTE_MS }),
  key: { form: 'utf8', make: { prefix: '', size: 32, alphabet: 'base64url' } },
  envelope: jsonEnvelope(
    '{"event":{{event_type}},"created_at":{{event_iso}},"created_by":"https://api.calendly.com/users/DEMO0001","payload":{{data}}}',
    'Calendly',
  ),
  eventTypeAt: { kind: 'body', path: 'event' },
  deliveryIdAt: { kind: 'none', text: 'none: use payload.uri' },
  delivery: delivery(
    10_000,
    growing(12, MINUTE_MS, 2).map((ms) => Math.min(ms, 6 * HOUR_MS)),
    {
      note: 'Documented by Calendly: exponential for 24 h, then disabled; the single delays and the time limit are defaults to change.',
    },
  ),
  events: [
    {
      type: 'invitee.created',
      description: 'A meeting was booked',
      data: {
        uri: 'https://api.calendly.com/scheduled_events/DEMO0001/invitees/DEMO0002',
        name: 'Ada Okafor',
        email: 'ada@example.com',
        status: 'active',
        timezone: 'Europe/Berlin',
        event: 'https://api.calendly.com/scheduled_events/DEMO0001',
        rescheduled: false,
      },
    },
    {
      type: 'invitee.canceled',
      description: 'A meeting was cancelled',
      data: {
        uri: 'https://api.calendly.com/scheduled_events/DEMO0001/invitees/DEMO0002',
        name: 'Ada Okafor',
        email: 'ada@example.com',
        status: 'canceled',
        cancellation: { canceled_by: 'Ada Okafor', reason: null, canceler_type: 'invitee' },
      },
    },
  ],
  docsNote:
    'Calendly has no package: the window of 180 s is the one of the example in its documentation.',
});
