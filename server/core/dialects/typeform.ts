import { createDialect } from './engine.ts';
import { bodySignature, delivery, evenly, HOUR_MS, jsonEnvelope, textKey } from './presets.ts';

/** Typeform webhooks. */
export const typeform = createDialect({
  id: 'typeform',
  name: 'Typeform',
  kind: 'symmetric',
  signature: bodySignature('Typeform-Signature', { encoding: 'base64', prefix: 'sha256=' }),
  key: textKey('', 40),
  envelope: jsonEnvelope(
    '{"event_id":{{delivery_id}},"event_type":{{event_type}},"form_response":{{data}}}',
    'Typeform Webhooks',
  ),
  eventTypeAt: { kind: 'body', path: 'event_type' },
  deliveryIdAt: { kind: 'body', path: 'event_id' },
  delivery: delivery(30_000, evenly(99, 10 * HOUR_MS), {
    stopStatuses: [404, 410],
    disableStatuses: [404, 410],
    note: 'Documented by Typeform: 30 s; 429, 408, 503 and 423 are retried every 2 to 3 min for 10 h (spread over 99 retries here); 404 or 410 disables at once.',
  }),
  events: [
    {
      type: 'form_response',
      description: 'A form was filled in',
      data: {
        form_id: 'lT4Z3j',
        token: 'a3a12ec67a1365927098a606107fac15',
        submitted_at: '2026-01-15T09:30:00Z',
        landed_at: '2026-01-15T09:29:00Z',
        definition: { id: 'lT4Z3j', title: 'Feedback', fields: [] },
        answers: [
          { type: 'text', text: 'Great', field: { id: 'DlXFaesGBpoF', type: 'short_text' } },
        ],
      },
    },
  ],
  docsNote: 'Base64 after sha256=, not hexadecimal. Only the body is covered.',
});
