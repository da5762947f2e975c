import { describe, expect, test } from 'vitest';
import type { RawHeaders } from '../../server/contract/text.ts';
import type { DialectKey } from '../../server/core/dialects/dialect.ts';
import { findDialect } from '../../server/core/dialects/registry.ts';
import { requirePart } from '../support/requirements.ts';
import { flipped, seededRandom } from '../unit/core/dialects/sample-requests.ts';
import { load } from './verifiers.ts';

const providers = requirePart('providers');
const NOW_MS = 1_768_469_400_000;
const SECONDS = String(NOW_MS / 1000);
const BODY = '{"event":"payment_received","data":{"amount":4200,"who":"Zoë"}}';
const URL_TEXT = 'https://example.com/hooks?source=demo';

interface Signer {
  readonly dialect: string;
  readonly by: string;
  readonly body?: string;
  sign(secret: string, body: string): Promise<RawHeaders>;
}

const SIGNERS: Signer[] = [
  {
    dialect: 'standard',
    by: "standardwebhooks' sign",
    sign: async (secret, body) => {
      const { Webhook } = await load('standardwebhooks');
      const signature = new Webhook(secret).sign('evt_1', new Date(NOW_MS), body);
      return [
        ['webhook-id', 'evt_1'],
        ['webhook-timestamp', SECONDS],
        ['webhook-signature', signature],
      ];
    },
  },
  {
    dialect: 'polar',
    by: "standardwebhooks' sign with a raw secret",
    sign: async (secret, body) => {
      const { Webhook } = await load('standardwebhooks');
      const webhook = new Webhook(secret, { format: 'raw' });
      return [
        ['webhook-id', 'evt_1'],
        ['webhook-timestamp', SECONDS],
        ['webhook-signature', webhook.sign('evt_1', new Date(NOW_MS), body)],
      ];
    },
  },
  {
    dialect: 'svix',
    by: "svix's sign",
    sign: async (secret, body) => {
      const { Webhook } = await load('svix');
      const signature = new Webhook(secret).sign('msg_1', new Date(NOW_MS), body);
      return [
        ['svix-id', 'msg_1'],
        ['svix-timestamp', SECONDS],
        ['svix-signature', signature],
      ];
    },
  },
  {
    dialect: 'github',
    by: "Octokit's sign",
    sign: async (secret, body) => {
      const { sign } = await load('@octokit/webhooks-methods');
      return [['X-Hub-Signature-256', await sign(secret, body)]];
    },
  },
  {
    dialect: 'stripe',
    by: "Stripe's generateTestHeaderString",
    sign: async (secret, payload) => {
      const { default: Stripe } = await load('stripe');
      const stripe = new Stripe('sk_test_demo');
      const timestamp = NOW_MS / 1000;
      const value = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
      return [['Stripe-Signature', value]];
    },
  },
  {
    dialect: 'sanity',
    by: "Sanity's encodeSignatureHeader",
    sign: async (secret, body) => {
      const { encodeSignatureHeader } = await load('@sanity/webhook');
      return [['sanity-webhook-signature', await encodeSignatureHeader(body, NOW_MS, secret)]];
    },
  },
  {
    dialect: 'twilio-form',
    by: "Twilio's getExpectedTwilioSignature",
    body: 'To=%2B15005550001&From=%2B15005550006&Body=Hello+there&a_b=1&aB=2&Media=y&Media=x',
    sign: async (secret, body) => {
      const { default: twilio } = await load('twilio');
      const { getExpectedTwilioSignature } = await load('twilio/lib/webhooks/webhooks.js');
      expect(twilio).toBeDefined();
      const form = new URLSearchParams(body);
      const params = Object.fromEntries(
        [...new Set(form.keys())].map((name) => {
          const values = form.getAll(name);
          return [name, values.length > 1 ? values : values[0]];
        }),
      );
      return [['X-Twilio-Signature', getExpectedTwilioSignature(secret, URL_TEXT, params)]];
    },
  },
  ...(['v1', 'v2'] as const).map((version) => ({
    dialect: `hubspot-${version}`,
    by: "HubSpot's getSignature",
    sign: async (clientSecret: string, requestBody: string): Promise<RawHeaders> => {
      const { Signature } = await load('@hubspot/api-client');
      const options = { clientSecret, requestBody, url: URL_TEXT };
      return [['X-HubSpot-Signature', Signature.getSignature('POST', version, options)]];
    },
  })),
  {
    dialect: 'hubspot-v3',
    by: "HubSpot's getSignature",
    sign: async (clientSecret, requestBody) => {
      const { Signature } = await load('@hubspot/api-client');
      const options = { clientSecret, requestBody, url: URL_TEXT, timestamp: NOW_MS };
      return [
        ['X-HubSpot-Request-Timestamp', String(NOW_MS)],
        ['X-HubSpot-Signature-v3', Signature.getSignature('POST', 'v3', options)],
      ];
    },
  },
  {
    dialect: 'workos',
    by: "WorkOS' computeSignature",
    sign: async (secret, body) => {
      const { WorkOS } = await load('@workos-inc/node');
      const { webhooks } = new WorkOS('sk_demo');
      const signature = await webhooks.computeSignature(NOW_MS, JSON.parse(body), secret);
      return [['WorkOS-Signature', `t=${NOW_MS}, v1=${signature}`]];
    },
  },
];

describe.skipIf(providers.isMissing)('what others sign', () => {
  test.each(SIGNERS)(
    '$dialect: $by is judged valid, and invalid once a byte flips',
    async (signer) => {
      const dialect = findDialect(signer.dialect)!;
      const key = dialect.generateKey(seededRandom(21));
      const body = signer.body ?? BODY;
      const headers = await signer.sign(key.secret, body);
      const judge = (bodyBytes: Uint8Array, used: DialectKey) =>
        dialect.verify({
          method: 'POST',
          url: URL_TEXT,
          headers,
          bodyBytes,
          nowMs: NOW_MS,
          keys: [{ ...used, source: 'inbox' }],
        }).verdict;
      expect(judge(Buffer.from(body), key)).toBe('valid');
      expect(judge(flipped(Buffer.from(body)), key)).toBe('invalid');
      expect(judge(Buffer.from(body), dialect.generateKey(seededRandom(22)))).toBe('invalid');
    },
  );

  test('adyen: the package signs an item that is judged valid', async () => {
    const adyen = findDialect('adyen')!;
    const key = adyen.generateKey(seededRandom(23));
    const { hmacValidator } = await load('@adyen/api-library');
    const item = {
      pspReference: '7914073381342284',
      merchantAccountCode: 'DemoMerchant',
      merchantReference: 'order-1001',
      amount: { currency: 'EUR', value: 4200 },
      eventCode: 'AUTHORISATION',
      success: 'true',
    };
    const hmacSignature = new hmacValidator().calculateHmac(item, key.secret);
    const signed = { ...item, additionalData: { hmacSignature } };
    const body = { live: 'false', notificationItems: [{ NotificationRequestItem: signed }] };
    const report = adyen.verify({
      method: 'POST',
      url: URL_TEXT,
      headers: [],
      bodyBytes: Buffer.from(JSON.stringify(body)),
      nowMs: NOW_MS,
      keys: [{ ...key, source: 'inbox' }],
    });
    expect(report.verdict).toBe('valid');
  });

  test.each(['cloudevents', 'cloudevents-structured', 'cloudevents-batch'])(
    '%s is read by the cloudevents package',
    async (id) => {
      const { HTTP } = await load('cloudevents');
      const dialect = findDialect(id)!;
      const [event] = dialect.facts.events;
      const request = dialect.shape({
        eventId: 'evt_1',
        deliveryId: 'evt_1',
        eventType: event!.type,
        dataText: JSON.stringify(event!.data),
        attempt: 1,
        eventAtMs: NOW_MS,
        nowMs: NOW_MS,
        url: URL_TEXT,
      });
      const headers = Object.fromEntries(
        request.headers.map(([name, value]) => [name.toLowerCase(), value]),
      );
      const read = HTTP.toEvent({ headers, body: Buffer.from(request.bodyBytes).toString() });
      const first = Array.isArray(read) ? read[0] : read;
      expect(first).toMatchObject({ id: 'evt_1', type: event!.type, data: event!.data });
    },
  );
});
