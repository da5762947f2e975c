import { createDialect } from './engine.ts';
import type { DialectFacts, SignedPart } from './facts.ts';
import { delivery, evenly, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

const BODY =
  '[{"eventId":{{delivery_number}},"subscriptionId":1001,"portalId":62515,"appId":54321,"occurredAt":{{event_ms}},"subscriptionType":{{event_type}},"attemptNumber":{{retry}}{{data_fields}}}]';

const shared: Omit<DialectFacts, 'id' | 'name' | 'signature' | 'envelope' | 'docsNote'> = {
  kind: 'symmetric',
  key: { form: 'utf8', make: { prefix: '', size: 36, alphabet: 'letters_digits' } },
  eventTypeAt: { kind: 'body', path: '[0].subscriptionType' },
  deliveryIdAt: { kind: 'body', path: '[0].eventId' },
  delivery: delivery(5_000, evenly(10, 24 * HOUR_MS), {
    note: '5 s and up to 10 retries over 24 h are general knowledge; the single delays are defaults to change.',
  }),
  events: [
    {
      type: 'contact.creation',
      description: 'A contact was created',
      data: { objectId: 123, changeFlag: 'CREATED', changeSource: 'CRM_UI' },
    },
    {
      type: 'deal.propertyChange',
      description: 'A property of a deal changed',
      data: {
        objectId: 456,
        propertyName: 'dealstage',
        propertyValue: 'closedwon',
        changeSource: 'CRM_UI',
      },
    },
  ],
};

/** HubSpot, signature version 3. */
export const hubspotV3 = createDialect({
  ...shared,
  id: 'hubspot-v3',
  name: 'HubSpot v3',
  signature: {
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    comparison: 'text',
    place: { kind: 'header', header: 'X-HubSpot-Signature-v3', prefix: '' },
    timestamp: {
      place: { kind: 'header', header: 'X-HubSpot-Request-Timestamp' },
      unit: 'ms',
      window: { pastMs: 5 * MINUTE_MS, futureMs: null },
    },
    signed: [
      { kind: 'method' },
      { kind: 'url', form: 'escapes_decoded' },
      { kind: 'body' },
      { kind: 'timestamp' },
    ],
  },
  envelope: jsonEnvelope(BODY, 'HubSpot Connect 2.0 (http://dev.hubspot.com/) - WebhooksExecutor'),
  docsNote:
    "The URL is the one registered; the escapes of : / ? @ ! $ ' ( ) * , ; are decoded before signing. The body is an array of up to 100 events.",
  package: {
    name: '@hubspot/api-client',
    call: 'Signature.isValid({ signatureVersion: "v3", … })',
    notes: [
      {
        when: 'not_utf8',
        text: "HubSpot's package decodes the body to text first and refuses bytes that are not UTF-8.",
      },
      {
        when: 'future_time',
        text: "HubSpot's package does not refuse a timestamp from the future.",
      },
      {
        when: 'escapes_in_url',
        text: "HubSpot's package does not decode the escapes of the URL: its caller must.",
      },
    ],
  },
});

function hashDialect(version: 'v1' | 'v2', signed: readonly SignedPart[], docsNote: string) {
  return createDialect({
    ...shared,
    id: `hubspot-${version}`,
    name: `HubSpot ${version}`,
    signature: {
      algorithm: 'sha256',
      encoding: 'hex',
      comparison: 'text',
      place: { kind: 'header', header: 'X-HubSpot-Signature', prefix: '' },
      signed,
    },
    envelope: jsonEnvelope(
      BODY,
      'HubSpot Connect 2.0 (http://dev.hubspot.com/) - WebhooksExecutor',
      [['X-HubSpot-Signature-Version', version]],
    ),
    docsNote,
  });
}

/** HubSpot, signature version 1: a bare hash, no HMAC. */
export const hubspotV1 = hashDialect(
  'v1',
  [{ kind: 'body' }],
  'A bare SHA-256 of secret and body, no HMAC. No timestamp is sent.',
);

/** HubSpot, signature version 2: a bare hash over method and URL too. */
export const hubspotV2 = hashDialect(
  'v2',
  [{ kind: 'method' }, { kind: 'url', form: 'as_sent' }, { kind: 'body' }],
  'A bare SHA-256 of secret, method, URL and body, no HMAC. No timestamp is sent.',
);
