import { createDialect } from './engine.ts';
import { delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS, pairSignature } from './presets.ts';

/** WorkOS webhooks. */
export const workos = createDialect({
  id: 'workos',
  name: 'WorkOS',
  kind: 'symmetric',
  signature: pairSignature('WorkOS-Signature', {
    unit: 'ms',
    pastMs: 3 * MINUTE_MS,
    joiner: ', ',
    allowsSpaces: true,
  }),
  key: { form: 'utf8', make: { prefix: '', size: 25, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"id":{{delivery_id}},"event":{{event_type}},"data":{{data}},"created_at":{{event_iso}},"context":{}}',
    'WorkOS',
  ),
  eventTypeAt: { kind: 'body', path: 'event' },
  deliveryIdAt: { kind: 'body', path: 'id' },
  delivery: delivery(
    10_000,
    growing(12, MINUTE_MS, 2).map((ms) => Math.min(ms, 12 * HOUR_MS)),
    {
      successStatuses: [200],
      note: 'Documented by WorkOS: 200 at once, up to 12 retries over 3 days; the single delays and the time limit are defaults to change.',
    },
  ),
  events: [
    {
      type: 'user.created',
      description: 'A user was created',
      data: {
        object: 'user',
        id: 'user_01DEMO0001',
        email: 'ada@example.com',
        first_name: 'Ada',
        last_name: 'Okafor',
        email_verified: true,
        created_at: '2026-01-15T09:30:00.000Z',
        updated_at: '2026-01-15T09:30:00.000Z',
      },
    },
    {
      type: 'dsync.user.created',
      description: 'A directory got a user',
      data: {
        object: 'directory_user',
        id: 'directory_user_01DEMO0001',
        directory_id: 'directory_01DEMO0001',
        organization_id: 'org_01DEMO0001',
        state: 'active',
        emails: [{ primary: true, type: 'work', value: 'ada@example.com' }],
        custom_attributes: {},
        raw_attributes: {},
      },
    },
  ],
  docsNote: 'The timestamp is in milliseconds, and the header has a blank after its comma.',
  package: {
    name: '@workos-inc/node',
    call: 'workos.webhooks.constructEvent({ payload, sigHeader, secret })',
    notes: [
      {
        when: 'not_compact_json',
        text: 'The WorkOS package verifies JSON.stringify(payload): it refuses this body although its bytes are signed well.',
      },
      {
        when: 'future_time',
        text: 'The WorkOS package does not refuse a timestamp from the future.',
      },
    ],
  },
});
