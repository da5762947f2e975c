import { createDialect } from './engine.ts';
import { delivery, evenly, HOUR_MS, jsonEnvelope } from './presets.ts';

/** Paddle Billing notifications. */
export const paddle = createDialect({
  id: 'paddle',
  name: 'Paddle Billing',
  kind: 'symmetric',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    comparison: 'text',
    place: {
      kind: 'pairs',
      header: 'Paddle-Signature',
      separator: ';',
      joiner: ';',
      signatureKey: 'h1',
      timestampKey: 'ts',
      allowsSpaces: false,
      slots: 'one',
    },
    timestamp: { place: { kind: 'pair' }, unit: 's', window: { pastMs: 5_000, futureMs: null } },
    signed: [{ kind: 'timestamp' }, { kind: 'literal', text: ':' }, { kind: 'body' }],
  },
  key: { form: 'utf8', make: { prefix: 'pdl_ntfset_', size: 59, alphabet: 'letters_digits' } },
  envelope: jsonEnvelope(
    '{"event_id":{{delivery_id}},"event_type":{{event_type}},"occurred_at":{{event_iso}},"notification_id":{{delivery_hex}},"data":{{data}}}',
    'Paddle',
  ),
  eventTypeAt: { kind: 'body', path: 'event_type' },
  deliveryIdAt: { kind: 'body', path: 'event_id' },
  delivery: delivery(5_000, evenly(59, 72 * HOUR_MS), {
    successStatuses: [200],
    note: '5 s with status 200; 60 tries over 3 days live and 3 over 15 min in the sandbox are general knowledge, spread evenly here.',
  }),
  events: [
    {
      type: 'transaction.completed',
      description: 'A transaction is complete',
      data: {
        id: 'txn_01demo0001',
        status: 'completed',
        customer_id: 'ctm_01demo0001',
        currency_code: 'EUR',
        details: { totals: { total: '4200', currency_code: 'EUR' } },
      },
    },
    {
      type: 'subscription.canceled',
      description: 'A subscription was cancelled',
      data: {
        id: 'sub_01demo0001',
        status: 'canceled',
        customer_id: 'ctm_01demo0001',
        canceled_at: '2026-01-15T09:30:00.000000Z',
      },
    },
  ],
  docsNote:
    'The window is 5 s only: a clock that is a little late refuses everything. event_id names the event, notification_id the delivery.',
  package: {
    name: '@paddle/paddle-node-sdk',
    call: 'paddle.webhooks.isSignatureValid(body, secret, signature)',
    notes: [
      {
        when: 'not_utf8',
        text: "Paddle's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      {
        when: 'several_signatures',
        text: "Paddle's package reads only the last h1 of several.",
      },
      {
        when: 'spaces_in_header',
        text: "Paddle's package separates by ; alone and refuses a blank after it.",
      },
      {
        when: 'future_time',
        text: "Paddle's package does not refuse a timestamp from the future.",
      },
    ],
  },
});
