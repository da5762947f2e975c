import { createDialect } from './engine.ts';
import { bodySignature, delivery, growing, jsonEnvelope, textKey } from './presets.ts';

/** Dropbox webhooks. */
export const dropbox = createDialect({
  id: 'dropbox',
  name: 'Dropbox',
  kind: 'symmetric',
  signature: bodySignature('X-Dropbox-Signature', { encoding: 'hex' }),
  key: textKey('', 16),
  envelope: jsonEnvelope('{{data}}', 'DropboxWebhooks/1.0'),
  eventTypeAt: { kind: 'none', text: 'none: the body lists accounts that changed' },
  deliveryIdAt: { kind: 'none', text: 'none: fetch the changes by cursor instead' },
  delivery: delivery(10_000, growing(6, 10_000, 2), {
    note: 'Documented by Dropbox: 10 s, exponential over about 10 min; the single delays are defaults to change.',
  }),
  handshake: {
    kind: 'dropbox_challenge',
    text: 'GET ?challenge=x; the answer is x as text/plain with X-Content-Type-Options: nosniff within 10 s.',
  },
  events: [
    {
      type: 'file_changes',
      description: 'Files of an account changed',
      data: {
        list_folder: { accounts: ['dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc'] },
        delta: { users: [12345678] },
      },
    },
  ],
  docsNote:
    'The body says whose files changed, not what changed. Only the body is covered and no timestamp is sent.',
});
