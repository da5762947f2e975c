import { createDialect } from './engine.ts';
import { delivery, growing, jsonEnvelope } from './presets.ts';

/** Discord webhook events and interactions. */
export const discord = createDialect({
  id: 'discord',
  name: 'Discord',
  kind: 'asymmetric',
  signature: {
    algorithm: 'ed25519',
    encoding: 'hex',
    comparison: 'decoded',
    place: { kind: 'header', header: 'X-Signature-Ed25519', prefix: '' },
    timestamp: { place: { kind: 'header', header: 'X-Signature-Timestamp' }, unit: 's' },
    signed: [{ kind: 'timestamp' }, { kind: 'body' }],
  },
  key: { form: 'ed25519', text: 'hex', secretPrefix: '', publicPrefix: '' },
  envelope: jsonEnvelope(
    '{"version":1,"application_id":"1234560123453231555","type":1,"event":{"type":{{event_type}},"timestamp":{{event_iso}},"data":{{data}}}}',
    'Discord-Webhook/1.0 (+https://discord.com)',
  ),
  eventTypeAt: { kind: 'body', path: 'event.type' },
  deliveryIdAt: { kind: 'none', text: 'none for webhook events; body id for interactions' },
  delivery: delivery(3_000, growing(6, 10_000, 2), {
    note: 'Documented by Discord: 3 s, then exponential for up to 10 min; the single delays are defaults to change.',
  }),
  handshake: {
    kind: 'discord_ping',
    text: 'A signed PING: interactions type 1 wants 200 with {"type":1}, webhook events type 0 wants 204. Discord also sends a bad signature on purpose and wants 401.',
  },
  events: [
    {
      type: 'APPLICATION_AUTHORIZED',
      description: 'A user authorized the app',
      data: {
        integration_type: 1,
        scopes: ['applications.commands'],
        user: { id: '80351110224678912', username: 'ada', discriminator: '0' },
      },
    },
    {
      type: 'ENTITLEMENT_CREATE',
      description: 'An entitlement was created',
      data: {
        id: '1234505980407808808',
        sku_id: '123489045643835123',
        application_id: '1234560123453231555',
        user_id: '80351110224678912',
        type: 4,
        deleted: false,
        consumed: false,
      },
    },
  ],
  docsNote:
    'Ed25519: the receiver holds a public key of 64 hexadecimal digits. The package never looks at the clock.',
  package: {
    name: 'discord-interactions',
    call: 'verifyKey(body, signature, timestamp, publicKey)',
    notes: [
      {
        when: 'upper_case_hex',
        text: "Discord's package decodes the signature: upper-case hex passes.",
      },
      { when: 'not_utf8', text: "Discord's package verifies raw bytes and accepts this body." },
    ],
  },
});
