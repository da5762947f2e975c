import { createDialect } from './engine.ts';
import { bodySignature, delivery, jsonEnvelope, MINUTE_MS, textKey } from './presets.ts';

/** Intercom notifications. */
export const intercom = createDialect({
  id: 'intercom',
  name: 'Intercom',
  kind: 'symmetric',
  signature: bodySignature('X-Hub-Signature', {
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    prefix: 'sha1=',
  }),
  key: textKey('', 32),
  envelope: jsonEnvelope(
    '{"type":"notification_event","app_id":"demoapp1","data":{"type":"notification_event_data","item":{{data}}},"links":{},"id":{{delivery_id}},"topic":{{event_type}},"delivery_status":"pending","delivery_attempts":{{attempt}},"delivered_at":0,"first_sent_at":{{event_s}},"created_at":{{event_s}},"self":null}',
    'intercom-webhook-dispatcher/1.0',
  ),
  eventTypeAt: { kind: 'body', path: 'topic' },
  deliveryIdAt: { kind: 'body', path: 'id' },
  delivery: delivery(5_000, [MINUTE_MS], {
    stopStatuses: [410],
    disableStatuses: [410],
    note: '5 s and one retry after a minute are general knowledge. 429 delays by 1 min to 2 h; 1000 errors in a row within 15 min pause, 7 days of errors suspend.',
  }),
  handshake: { kind: 'ping', text: 'A notification with topic ping is sent on set-up.' },
  events: [
    {
      type: 'conversation.user.created',
      description: 'A user began a conversation',
      data: {
        type: 'conversation',
        id: '147',
        created_at: 1767225600,
        open: true,
        source: { type: 'conversation', body: '<p>Hello</p>' },
        contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: '5f7f0d217289f8d2' }] },
      },
    },
    {
      type: 'ping',
      description: 'What a new subscription gets first',
      data: { type: 'ping', message: 'Hello from Intercom' },
    },
  ],
  docsNote: 'X-Hub-Signature means SHA-1 here. Only the body is covered and no timestamp is sent.',
});
