import { createDialect } from './engine.ts';
import { bodySignature, delivery, jsonEnvelope, textKey } from './presets.ts';

/** LINE Messaging API. */
export const line = createDialect({
  id: 'line',
  name: 'LINE',
  kind: 'symmetric',
  signature: {
    ...bodySignature('x-line-signature', { encoding: 'base64' }),
    comparison: 'decoded',
  },
  key: textKey('', 32),
  envelope: jsonEnvelope(
    '{"destination":"U00000000000000000000000000000001","events":[{"type":{{event_type}},"webhookEventId":{{delivery_id}},"deliveryContext":{"isRedelivery":{{is_retry}}},"timestamp":{{event_ms}},"mode":"active"{{data_fields}}}]}',
    'LineBotWebhook/2.0',
  ),
  eventTypeAt: { kind: 'body', path: 'events[0].type' },
  deliveryIdAt: { kind: 'body', path: 'events[0].webhookEventId' },
  delivery: delivery(10_000, [60_000], {
    note: 'LINE redelivers only where that is switched on; the figures are defaults to change.',
  }),
  events: [
    {
      type: 'message',
      description: 'A user sent a message',
      data: {
        replyToken: 'demo0000000000000000000000000001',
        source: { type: 'user', userId: 'U00000000000000000000000000000002' },
        message: { id: '325708', type: 'text', text: 'Hello', quoteToken: 'demoQuote' },
      },
    },
    {
      type: 'follow',
      description: 'A user added the account',
      data: {
        replyToken: 'demo0000000000000000000000000002',
        source: { type: 'user', userId: 'U00000000000000000000000000000002' },
        follow: { isUnblocked: false },
      },
    },
  ],
  docsNote: 'Only the body is covered and no timestamp is signed: remember webhookEventId.',
  package: {
    name: '@line/bot-sdk',
    call: 'validateSignature(body, channelSecret, signature)',
    notes: [{ when: 'not_utf8', text: "LINE's package verifies raw bytes and accepts this body." }],
  },
});
