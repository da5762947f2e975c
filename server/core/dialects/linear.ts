import { createDialect } from './engine.ts';
import { bodySignature, delivery, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

/** Linear webhooks. */
export const linear = createDialect({
  id: 'linear',
  name: 'Linear',
  kind: 'symmetric',
  signature: {
    ...bodySignature('Linear-Signature', { encoding: 'hex' }),
    timestamp: {
      place: { kind: 'body', path: 'webhookTimestamp' },
      unit: 'ms',
      window: { pastMs: MINUTE_MS, futureMs: MINUTE_MS },
    },
  },
  key: { form: 'utf8', make: { prefix: 'lin_wh_', size: 40, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"action":{{event_tail}},"type":{{event_head}},"createdAt":{{event_iso}},"data":{{data}},"url":"https://linear.app/demo","organizationId":"9cf2f1f2-0000-4000-8000-000000000001","webhookTimestamp":{{now_ms}},"webhookId":"9cf2f1f2-0000-4000-8000-000000000002"}',
    'Linear-Webhook',
    [
      ['Linear-Delivery', '{{delivery_uuid}}'],
      ['Linear-Event', '{{event_head}}'],
    ],
  ),
  eventTypeAt: { kind: 'header', header: 'Linear-Event' },
  deliveryIdAt: { kind: 'header', header: 'Linear-Delivery' },
  delivery: delivery(5_000, [MINUTE_MS, HOUR_MS, 6 * HOUR_MS], {
    successStatuses: [200],
    note: '5 s with status 200, then retries after 1 min, 1 h and 6 h are general knowledge.',
  }),
  events: [
    {
      type: 'Issue.create',
      description: 'An issue was created',
      data: {
        id: '2174add1-0000-4000-8000-000000000001',
        number: 12,
        identifier: 'DEMO-12',
        title: 'Greeting is missing',
        priority: 2,
        teamId: '72b2a2dc-0000-4000-8000-000000000001',
        stateId: '72b2a2dc-0000-4000-8000-000000000002',
      },
    },
    {
      type: 'Comment.create',
      description: 'A comment was written',
      data: {
        id: '2174add1-0000-4000-8000-000000000002',
        body: 'On it.',
        issueId: '2174add1-0000-4000-8000-000000000001',
        userId: 'aacdca22-0000-4000-8000-000000000001',
      },
    },
  ],
  docsNote:
    'The timestamp is webhookTimestamp in the body, in milliseconds. The event type before its dot is sent as type, the rest as action.',
  package: {
    name: '@linear/sdk',
    call: 'new LinearWebhookClient(secret).verify(body, signature)',
    notes: [],
  },
});
