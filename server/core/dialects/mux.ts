import { createDialect } from './engine.ts';
import {
  delivery,
  growing,
  HOUR_MS,
  jsonEnvelope,
  MINUTE_MS,
  pairSignature,
  textKey,
} from './presets.ts';

/** Mux webhooks: Stripe's shape under its own name. */
export const mux = createDialect({
  id: 'mux',
  name: 'Mux',
  kind: 'symmetric',
  signature: pairSignature('Mux-Signature', { pastMs: 5 * MINUTE_MS }),
  key: textKey('', 32),
  envelope: jsonEnvelope(
    '{"type":{{event_type}},"id":{{delivery_uuid}},"created_at":{{event_iso}},"environment":{"name":"Demo","id":"demo01"},"data":{{data}},"request_id":null,"accessor":null,"accessor_source":null,"attempts":[]}',
    'Mux Webhooks',
  ),
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'body', path: 'id' },
  delivery: delivery(
    5_000,
    growing(10, MINUTE_MS, 2).map((ms) => Math.min(ms, 4 * HOUR_MS)),
    { note: 'Mux publishes no figures that we have read: these are defaults to change.' },
  ),
  events: [
    {
      type: 'video.asset.ready',
      description: 'A video is ready to play',
      data: {
        id: 'demoAsset0001',
        status: 'ready',
        duration: 23.8,
        aspect_ratio: '16:9',
        playback_ids: [{ id: 'demoPlayback0001', policy: 'public' }],
        created_at: 1767225600,
      },
    },
    {
      type: 'video.asset.errored',
      description: 'A video could not be prepared',
      data: {
        id: 'demoAsset0002',
        status: 'errored',
        errors: { type: 'invalid_input', messages: ['The file is no video'] },
      },
    },
  ],
  docsNote: 'The scheme of Stripe. The secret is used as text.',
  package: {
    name: '@mux/mux-node',
    call: 'mux.webhooks.unwrap(body, headers, secret)',
    notes: [
      {
        when: 'not_utf8',
        text: "Mux's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      { when: 'future_time', text: "Mux's package does not refuse a timestamp from the future." },
    ],
  },
});
