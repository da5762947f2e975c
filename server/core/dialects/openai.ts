import { createDialect } from './engine.ts';
import {
  delivery,
  growing,
  HOUR_MS,
  jsonEnvelope,
  MINUTE_MS,
  standardSignature,
} from './presets.ts';

/** OpenAI webhooks. */
export const openai = createDialect({
  id: 'openai',
  name: 'OpenAI',
  kind: 'symmetric',
  signature: {
    ...standardSignature('webhook'),
    comparison: 'decoded',
    place: { kind: 'list', header: 'webhook-signature', prefix: 'v1,', acceptsBare: true },
  },
  key: {
    form: 'base64',
    prefix: 'whsec_',
    minBytes: 1,
    maxBytes: 256,
    makeBytes: 32,
    bare: 'utf8',
  },
  envelope: jsonEnvelope(
    '{"object":"event","id":{{delivery_id}},"type":{{event_type}},"created_at":{{event_s}},"data":{{data}}}',
    'OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)',
  ),
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'header', header: 'webhook-id' },
  delivery: delivery(
    15_000,
    growing(9, MINUTE_MS, 3).map((ms) => Math.min(ms, 24 * HOUR_MS)),
    {
      note: 'Exponential for up to 72 h is general knowledge; the single delays and the time limit are defaults to change. 3xx is a failure.',
    },
  ),
  events: [
    {
      type: 'response.completed',
      description: 'A background response is complete',
      data: { id: 'resp_demo0001' },
    },
    { type: 'batch.completed', description: 'A batch is complete', data: { id: 'batch_demo0001' } },
    {
      type: 'fine_tuning.job.succeeded',
      description: 'A fine-tuning job succeeded',
      data: { id: 'ftjob-demo0001' },
    },
  ],
  docsNote:
    'The scheme of Standard Webhooks. A secret with whsec_ is base64; without it the text itself is the key.',
  package: {
    name: 'openai',
    call: 'client.webhooks.unwrap(body, headers, secret)',
    notes: [
      {
        when: 'not_utf8',
        text: "OpenAI's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      {
        when: 'empty_body',
        text: "OpenAI's package parses the body as JSON after the check: an empty body ends in an error even with a good signature.",
      },
      {
        when: 'not_json',
        text: "OpenAI's package parses the body as JSON after the check: this body ends in an error even with a good signature.",
      },
      {
        when: 'missing_padding',
        text: "OpenAI's package decodes the signature and takes it without padding; Standard Webhooks' library refuses it.",
      },
      {
        when: 'bare_secret',
        text: "The secret has no whsec_ prefix. OpenAI's package uses its raw text; standardwebhooks would decode it as base64.",
      },
    ],
  },
});
