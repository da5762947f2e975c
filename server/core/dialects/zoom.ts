import { createDialect } from './engine.ts';
import { delivery, jsonEnvelope, MINUTE_MS } from './presets.ts';

/** Zoom webhooks. */
export const zoom = createDialect({
  id: 'zoom',
  name: 'Zoom',
  kind: 'symmetric',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    comparison: 'text',
    place: { kind: 'header', header: 'x-zm-signature', prefix: 'v0=' },
    timestamp: { place: { kind: 'header', header: 'x-zm-request-timestamp' }, unit: 's' },
    signed: [
      { kind: 'literal', text: 'v0:' },
      { kind: 'timestamp' },
      { kind: 'literal', text: ':' },
      { kind: 'body' },
    ],
  },
  key: { form: 'utf8', make: { prefix: '', size: 22, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"event":{{event_type}},"payload":{"account_id":"AAAAAADEMO","object":{{data}}},"event_ts":{{event_ms}}}',
    'Zoom Marketplace/1.0a',
    [['clientid', 'hookbench_demo']],
  ),
  eventTypeAt: { kind: 'body', path: 'event' },
  deliveryIdAt: { kind: 'none', text: 'none: hash event_ts and payload' },
  delivery: delivery(3_000, [5 * MINUTE_MS, 20 * MINUTE_MS, 60 * MINUTE_MS], {
    successStatuses: [200, 204],
    note: 'Documented by Zoom: 3 s with 200 or 204; retries after 5, 20 and 60 min.',
  }),
  handshake: {
    kind: 'zoom_url_validation',
    text: 'endpoint.url_validation with a plainToken, signed like any other event and repeated every 72 h; the answer is 200 with plainToken and encryptedToken.',
  },
  events: [
    {
      type: 'meeting.started',
      description: 'A meeting began',
      data: {
        id: '94875632104',
        uuid: 'demoUuid0001==',
        host_id: 'demoHost',
        topic: 'Stand-up',
        type: 2,
        start_time: '2026-01-15T09:30:00Z',
        duration: 30,
        timezone: 'UTC',
      },
    },
    {
      type: 'recording.completed',
      description: 'A recording is ready',
      data: {
        id: 94875632104,
        uuid: 'demoUuid0001==',
        topic: 'Stand-up',
        share_url: 'https://example.com/share/demo',
        recording_count: 1,
      },
    },
  ],
  docsNote:
    'The package never looks at the clock. It verifies the body parsed and written again: send compact JSON exactly as JavaScript writes it.',
  package: {
    name: '@zoom/rivet',
    call: 'AwsLambdaReceiver, HttpReceiver',
    notes: [
      {
        when: 'not_compact_json',
        text: "Zoom's package verifies JSON.stringify(JSON.parse(body)): it refuses this body although its bytes are signed well.",
      },
    ],
  },
});
