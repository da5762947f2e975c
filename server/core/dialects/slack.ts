import { createDialect } from './engine.ts';
import { delivery, jsonEnvelope, MINUTE_MS, textKey } from './presets.ts';

/** Slack Events API. */
export const slack = createDialect({
  id: 'slack',
  name: 'Slack',
  kind: 'symmetric',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    comparison: 'text',
    place: { kind: 'header', header: 'X-Slack-Signature', prefix: 'v0=' },
    timestamp: {
      place: { kind: 'header', header: 'X-Slack-Request-Timestamp' },
      unit: 's',
      window: { pastMs: 5 * MINUTE_MS, futureMs: null },
    },
    signed: [
      { kind: 'literal', text: 'v0:' },
      { kind: 'timestamp' },
      { kind: 'literal', text: ':' },
      { kind: 'body' },
    ],
  },
  key: textKey('', 32),
  envelope: {
    ...jsonEnvelope(
      '{"token":"verification-token","team_id":"T0DEMO001","api_app_id":"A0DEMO001","event":{"type":{{event_type}}{{data_fields}}},"type":"event_callback","event_id":{{delivery_id}},"event_time":{{event_s}},"authorizations":[{"enterprise_id":null,"team_id":"T0DEMO001","user_id":"U0DEMO001","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',
      'Slackbot 1.0 (+https://api.slack.com/robots)',
      [['Accept', '*/*']],
    ),
    retryHeaders: [
      ['X-Slack-Retry-Num', '{{retry}}'],
      ['X-Slack-Retry-Reason', '{{retry_reason}}'],
    ],
  },
  eventTypeAt: { kind: 'body', path: 'event.type' },
  deliveryIdAt: { kind: 'body', path: 'event_id' },
  delivery: delivery(3_000, [0, MINUTE_MS, 5 * MINUTE_MS], {
    stopHeaders: [['X-Slack-No-Retry', '1']],
    note: 'Documented by Slack: 3 s and three retries; that they come at once, after 1 min and after 5 min is general knowledge.',
  }),
  handshake: {
    kind: 'slack_url_verification',
    text: 'A POST with type url_verification; the answer must be 200 with the challenge.',
  },
  events: [
    {
      type: 'message',
      description: 'A message was posted in a channel',
      data: {
        channel: 'C0DEMO001',
        user: 'U0DEMO002',
        text: 'Hello',
        ts: '1767225600.000100',
        event_ts: '1767225600.000100',
        channel_type: 'channel',
      },
    },
    {
      type: 'app_mention',
      description: 'The app was mentioned',
      data: {
        channel: 'C0DEMO001',
        user: 'U0DEMO002',
        text: '<@U0DEMO001> status?',
        ts: '1767225601.000200',
        event_ts: '1767225601.000200',
      },
    },
    {
      type: 'reaction_added',
      description: 'A reaction was added to a message',
      data: {
        user: 'U0DEMO002',
        reaction: 'thumbsup',
        item: { type: 'message', channel: 'C0DEMO001', ts: '1767225600.000100' },
        item_user: 'U0DEMO001',
        event_ts: '1767225602.000300',
      },
    },
  ],
  docsNote:
    "The signing secret's hexadecimal text is the key; it is not decoded. Slash commands and interactions are forms and are signed the same way. The event type stands inside event.",
  package: {
    name: '@slack/bolt',
    call: 'verifySlackRequest({ signingSecret, body, headers })',
    notes: [
      {
        when: 'not_utf8',
        text: "Slack's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      {
        when: 'upper_case_hex',
        text: "Slack's package compares lower-case hex as text and refuses upper case.",
      },
      {
        when: 'future_time',
        text: "Slack's package does not refuse a timestamp from the future.",
      },
    ],
  },
});
