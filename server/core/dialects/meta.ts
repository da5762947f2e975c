import { createDialect } from './engine.ts';
import { bodySignature, delivery, growing, HOUR_MS, MINUTE_MS, textKey } from './presets.ts';

/** Facebook, WhatsApp and Instagram webhooks. */
export const meta = createDialect({
  id: 'meta',
  name: 'Meta (Facebook, WhatsApp, Instagram)',
  kind: 'symmetric',
  signature: bodySignature('X-Hub-Signature-256', { encoding: 'hex', prefix: 'sha256=' }),
  key: textKey('', 32),
  envelope: {
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', 'facebookexternalua'],
      ['Accept', '*/*'],
    ],
    body: {
      kind: 'json',
      template:
        '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","time":{{event_s}},"changes":[{"value":{{data}},"field":{{event_type}}}]}]}',
      isAscii: true,
    },
  },
  eventTypeAt: { kind: 'body', path: 'entry[0].changes[0].field' },
  deliveryIdAt: { kind: 'none', text: 'none: use message or entry ids' },
  delivery: delivery(
    10_000,
    [0, ...growing(12, MINUTE_MS, 2).map((ms) => Math.min(ms, 6 * HOUR_MS))],
    {
      note: 'At once, then ever rarer for 36 h is general knowledge; the single delays and the time limit are defaults to change.',
    },
  ),
  handshake: {
    kind: 'meta_subscribe',
    text: 'GET with hub.mode=subscribe, hub.verify_token and hub.challenge; check the token and answer the challenge.',
  },
  events: [
    {
      type: 'messages',
      description: 'A WhatsApp message came in',
      data: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
        contacts: [{ profile: { name: 'Ada Okafor' }, wa_id: '16505551234' }],
        messages: [
          {
            from: '16505551234',
            id: 'wamid.DEMO0001',
            timestamp: '1767225600',
            type: 'text',
            text: { body: 'Héllo' },
          },
        ],
      },
    },
    {
      type: 'feed',
      description: 'A page got a post',
      data: { item: 'post', verb: 'add', post_id: '44444444_444444444', message: 'Hello' },
    },
  ],
  docsNote:
    'Everything beyond ASCII arrives as \\u escapes, and the signature covers those escapes: parsing and writing the body again breaks it.',
});
