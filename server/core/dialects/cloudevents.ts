import { createDialect } from './engine.ts';
import type { DialectFacts, EnvelopeFacts } from './facts.ts';
import { CLOUDEVENTS_ORIGIN } from './handshake-request.ts';
import { delivery, growing, HOUR_MS, MINUTE_MS } from './presets.ts';

const ATTRIBUTES =
  '{"specversion":"1.0","id":{{delivery_id}},"source":"/hookbench","type":{{event_type}},"time":{{event_iso}},"datacontenttype":"application/json","data":{{data}}}';
const HEADERS = [
  ['User-Agent', 'Hookbench/1.0'],
  ['WebHook-Request-Origin', CLOUDEVENTS_ORIGIN],
] as const;

function cloudEvents(
  mode: { id: string; name: string },
  envelope: EnvelopeFacts,
  places: Pick<DialectFacts, 'eventTypeAt' | 'deliveryIdAt'>,
) {
  return createDialect({
    id: mode.id,
    name: mode.name,
    kind: 'unsigned',
    signature: {
      algorithm: 'token',
      encoding: 'base64url',
      comparison: 'text',
      place: { kind: 'header', header: 'Authorization', prefix: 'Bearer ' },
      signed: [],
    },
    key: { form: 'none' },
    envelope,
    ...places,
    delivery: delivery(
      30_000,
      growing(10, MINUTE_MS, 2).map((ms) => Math.min(ms, HOUR_MS)),
      {
        stopStatuses: [410, 415],
        disableStatuses: [410],
        note: '200/201 with a body, 201/204 without, 202 queued; 410 retires the URL, 429 needs Retry-After, 415 says that the format is unknown, 3xx is forbidden. The specification leaves time limit and schedule open: these are defaults to change.',
      },
    ),
    handshake: {
      kind: 'cloudevents_options',
      text: 'OPTIONS with WebHook-Request-Origin (and -Rate, -Callback); consent is WebHook-Allowed-Origin and, where a rate was asked for, WebHook-Allowed-Rate. The status alone is not consent.',
    },
    events: [
      {
        type: 'com.example.invoice.completed',
        description: 'An invoice is paid in full',
        data: { invoice_id: 'inv_2001', total: 4200, currency: 'EUR' },
      },
      {
        type: 'com.example.payment.received',
        description: 'A payment arrived',
        data: { payment_id: 'pay_1001', amount: 4200, currency: 'EUR' },
      },
    ],
    docsNote:
      'Nothing is signed: a bearer token in Authorization (or access_token in the query) says who sends. Remember source and id together. Every delivery repeats WebHook-Request-Origin.',
    package: { name: 'cloudevents', call: 'HTTP.toEvent({ headers, body })', notes: [] },
  });
}

/** CloudEvents over HTTP, binary: attributes are headers, the body is the data. */
export const cloudeventsBinary = cloudEvents(
  { id: 'cloudevents', name: 'CloudEvents (binary)' },
  {
    headers: [
      ['Content-Type', 'application/json'],
      ...HEADERS,
      ['ce-specversion', '1.0'],
      ['ce-id', '{{delivery_id}}'],
      ['ce-source', '/hookbench'],
      ['ce-type', '{{event_type}}'],
      ['ce-time', '{{event_iso}}'],
    ],
    body: { kind: 'json', template: '{{data}}' },
  },
  {
    eventTypeAt: { kind: 'header', header: 'ce-type' },
    deliveryIdAt: { kind: 'header', header: 'ce-id' },
  },
);

/** CloudEvents over HTTP, structured: one JSON object with attributes and data. */
export const cloudeventsStructured = cloudEvents(
  { id: 'cloudevents-structured', name: 'CloudEvents (structured)' },
  {
    headers: [['Content-Type', 'application/cloudevents+json; charset=utf-8'], ...HEADERS],
    body: { kind: 'json', template: ATTRIBUTES },
  },
  {
    eventTypeAt: { kind: 'body', path: 'type' },
    deliveryIdAt: { kind: 'body', path: 'id' },
  },
);

/** CloudEvents over HTTP, batch: an array of events. */
export const cloudeventsBatch = cloudEvents(
  { id: 'cloudevents-batch', name: 'CloudEvents (batch)' },
  {
    headers: [['Content-Type', 'application/cloudevents-batch+json; charset=utf-8'], ...HEADERS],
    body: { kind: 'json', template: `[${ATTRIBUTES}]` },
  },
  {
    eventTypeAt: { kind: 'body', path: '[0].type' },
    deliveryIdAt: { kind: 'body', path: '[0].id' },
  },
);
