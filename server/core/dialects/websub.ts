import { createDialect } from './engine.ts';
import { delivery, growing, MINUTE_MS } from './presets.ts';

/** WebSub (W3C), as a hub distributes content. */
export const websub = createDialect({
  id: 'websub',
  name: 'WebSub',
  kind: 'symmetric',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    comparison: 'text',
    place: {
      kind: 'method',
      header: 'X-Hub-Signature',
      // sha1 is what old hubs send; it is refused unless a user's own dialect allows it.
      methods: { sha256: 'hmac-sha256', sha384: 'hmac-sha384', sha512: 'hmac-sha512' },
      sends: 'sha256',
    },
    signed: [{ kind: 'body' }],
  },
  key: {
    form: 'utf8',
    make: { prefix: '', size: 20, alphabet: 'hex' },
    maxLength: 199,
  },
  envelope: {
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', 'Hookbench-Hub/1.0'],
      [
        'Link',
        '<https://hub.example.com/>; rel="hub", <https://example.com/topics/{{event_type}}>; rel="self"',
      ],
    ],
    body: { kind: 'json', template: '{{data}}' },
  },
  eventTypeAt: { kind: 'header', header: 'Link' },
  deliveryIdAt: { kind: 'none', text: 'none' },
  delivery: delivery(10_000, growing(5, MINUTE_MS, 4), {
    stopStatuses: [410],
    disableStatuses: [410],
    note: '2xx and 410 are in the specification; the hub decides on retries, these are defaults to change.',
  }),
  handshake: {
    kind: 'websub_verification',
    text: 'GET with hub.mode, hub.topic, hub.challenge and hub.lease_seconds; the answer is 2xx with exactly the challenge, or 404 to refuse.',
  },
  events: [
    {
      type: 'feed.updated',
      description: 'A topic has new content',
      data: {
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Demo feed',
        items: [{ id: '1', url: 'https://example.com/1', content_text: 'Hello' }],
      },
    },
  ],
  docsNote:
    'The sender names the method; only the configured ones count, and sha1 is refused. On a mismatch the subscriber ignores the content and may still answer 2xx, so that nobody can guess secrets by probing.',
});
