import type { DialectKey, ShapedRequest } from '../../server/core/dialects/dialect.ts';
import { findHeader } from '../../server/core/raw-headers.ts';

/** The official verifier of a dialect: whether it takes a request with this key, now. */
export interface Verifier {
  readonly dialect: string;
  readonly package: string;
  /** The event sent, where the package knows only its own. */
  readonly eventType?: string;
  verify(request: ShapedRequest, key: DialectKey): Promise<boolean>;
}

/** Packages are loaded by name: without their folder the types could not be read either. */
export async function load(name: string) {
  return import(/* @vite-ignore */ name);
}

function header(request: ShapedRequest, name: string): string {
  return findHeader(request.headers, name) ?? '';
}

/** Headers as Node's http gives them. */
export function nodeHeaders(request: ShapedRequest): Record<string, string> {
  return Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
}

function text(request: ShapedRequest): string {
  return Buffer.from(request.bodyBytes).toString('utf8');
}

function buffer(request: ShapedRequest): Buffer {
  return Buffer.from(request.bodyBytes);
}

/** For packages that throw on a bad signature. */
async function accepts(check: () => unknown): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}

const standardLike: Verifier[] = ['standard', 'gitlab'].map((dialect) => ({
  dialect,
  package: 'standardwebhooks',
  verify: async (request, key) => {
    const { Webhook } = await load('standardwebhooks');
    return accepts(() => new Webhook(key.secret).verify(buffer(request), nodeHeaders(request)));
  },
}));

const svixLike: Verifier[] = [
  {
    dialect: 'svix',
    package: 'svix',
    verify: async (request, key) => {
      const { Webhook } = await load('svix');
      return accepts(() => new Webhook(key.secret).verify(buffer(request), nodeHeaders(request)));
    },
  },
  {
    dialect: 'svix',
    package: '@clerk/backend',
    verify: async (request, key) => {
      const { verifyWebhook } = await load('@clerk/backend/webhooks');
      const { method, headers } = request;
      const sent = new Request(request.url, { method, headers, body: text(request) });
      return accepts(() => verifyWebhook(sent, { signingSecret: key.secret }));
    },
  },
  {
    dialect: 'svix',
    package: 'resend',
    verify: async (request, key) => {
      const { Resend } = await load('resend');
      const [id, timestamp, signature] = ['svix-id', 'svix-timestamp', 'svix-signature'].map(
        (name) => header(request, name),
      );
      const headers = { id, timestamp, signature };
      return accepts(() =>
        new Resend('re_demo').webhooks.verify({
          payload: text(request),
          headers,
          webhookSecret: key.secret,
        }),
      );
    },
  },
  {
    dialect: 'openai',
    package: 'openai',
    verify: async (request, key) => {
      const { default: OpenAI } = await load('openai');
      const client = new OpenAI({ apiKey: 'sk-demo' });
      return accepts(() => client.webhooks.unwrap(text(request), nodeHeaders(request), key.secret));
    },
  },
  {
    dialect: 'polar',
    package: '@polar-sh/sdk',
    verify: async (request, key) => {
      const { validateEvent, WebhookVerificationError } = await load('@polar-sh/sdk/webhooks');
      try {
        validateEvent(buffer(request), nodeHeaders(request), key.secret);
        return true;
      } catch (error) {
        // Past the signature it parses its own events in full, which our short samples are not.
        return !(error instanceof WebhookVerificationError);
      }
    },
  },
];

const headerPackages: Verifier[] = [
  {
    dialect: 'github',
    package: '@octokit/webhooks-methods',
    verify: async (request, key) => {
      const { verify } = await load('@octokit/webhooks-methods');
      return verify(key.secret, text(request), header(request, 'X-Hub-Signature-256'));
    },
  },
  {
    dialect: 'stripe',
    package: 'stripe',
    verify: async (request, key) => {
      const { default: Stripe } = await load('stripe');
      const stripe = new Stripe('sk_test_demo');
      const signature = header(request, 'Stripe-Signature');
      return accepts(() => stripe.webhooks.constructEvent(buffer(request), signature, key.secret));
    },
  },
  {
    dialect: 'slack',
    package: '@slack/bolt',
    verify: async (request, key) => {
      const bolt = await load('@slack/bolt');
      const headers = nodeHeaders(request);
      const options = { signingSecret: key.secret, body: text(request), headers };
      return (bolt.isValidSlackRequest ?? bolt.default.isValidSlackRequest)(options);
    },
  },
  {
    dialect: 'shopify',
    package: '@shopify/shopify-api',
    verify: async (request, key) => {
      await load('@shopify/shopify-api/adapters/node');
      const { shopifyApi, ApiVersion } = await load('@shopify/shopify-api');
      const shopify = shopifyApi({
        apiKey: 'demo',
        apiSecretKey: key.secret,
        hostName: 'demo.example.com',
        apiVersion: Object.values(ApiVersion)[0],
        isEmbeddedApp: false,
      });
      const rawRequest = { method: 'POST', url: '/', headers: nodeHeaders(request) };
      const rawBody = text(request);
      const answer = await shopify.webhooks.validate({ rawBody, rawRequest, rawResponse: {} });
      return answer.valid;
    },
  },
  {
    dialect: 'discord',
    package: 'discord-interactions',
    verify: async (request, key) => {
      const { verifyKey } = await load('discord-interactions');
      const signature = header(request, 'X-Signature-Ed25519');
      const timestamp = header(request, 'X-Signature-Timestamp');
      return verifyKey(buffer(request), signature, timestamp, key.publicKey ?? '');
    },
  },
  {
    dialect: 'square',
    package: 'square',
    verify: async (request, key) => {
      const { WebhooksHelper } = await load('square');
      return WebhooksHelper.verifySignature({
        requestBody: text(request),
        signatureHeader: header(request, 'x-square-hmacsha256-signature'),
        signatureKey: key.secret,
        notificationUrl: request.url,
      });
    },
  },
  {
    dialect: 'zoom',
    package: '@zoom/rivet',
    verify: async (request, key) => {
      const { AwsLambdaReceiver } = await load('@zoom/rivet/meetings');
      const receiver = new AwsLambdaReceiver({ webhooksSecretToken: key.secret });
      receiver.init({ eventEmitter: { emit: () => Promise.resolve(true) } });
      const event = {
        body: text(request),
        headers: nodeHeaders(request),
        isBase64Encoded: false,
        requestContext: {},
      };
      const answer = await receiver.start()(event, {});
      return answer.statusCode === 200;
    },
  },
  {
    dialect: 'linear',
    package: '@linear/sdk',
    verify: async (request, key) => {
      const { LinearWebhookClient } = await load('@linear/sdk/webhooks');
      const client = new LinearWebhookClient(key.secret);
      const signature = header(request, 'Linear-Signature');
      const stamp = JSON.parse(text(request)).webhookTimestamp;
      return accepts(() => {
        if (!client.verify(buffer(request), signature, stamp)) {
          throw new Error('refused');
        }
      });
    },
  },
  {
    dialect: 'paddle',
    package: '@paddle/paddle-node-sdk',
    verify: async (request, key) => {
      const { Paddle } = await load('@paddle/paddle-node-sdk');
      const paddle = new Paddle('pdl_sdbx_apikey_demo');
      const signature = header(request, 'Paddle-Signature');
      return accepts(async () => {
        if (!(await paddle.webhooks.isSignatureValid(text(request), key.secret, signature))) {
          throw new Error('refused');
        }
      });
    },
  },
  {
    dialect: 'sendgrid',
    package: '@sendgrid/eventwebhook',
    verify: async (request, key) => {
      const loaded = await load('@sendgrid/eventwebhook');
      const { EventWebhook } = loaded.default ?? loaded;
      const webhook = new EventWebhook();
      return webhook.verifySignature(
        webhook.convertPublicKeyToECDSA(key.publicKey),
        text(request),
        header(request, 'X-Twilio-Email-Event-Webhook-Signature'),
        header(request, 'X-Twilio-Email-Event-Webhook-Timestamp'),
      );
    },
  },
];

const urlPackages: Verifier[] = [
  {
    dialect: 'twilio-form',
    package: 'twilio',
    verify: async (request, key) => {
      const { default: twilio } = await load('twilio');
      const params = Object.fromEntries(new URLSearchParams(text(request)));
      const signature = header(request, 'X-Twilio-Signature');
      return twilio.validateRequest(key.secret, signature, request.url, params);
    },
  },
  {
    dialect: 'twilio-json',
    package: 'twilio',
    verify: async (request, key) => {
      const { default: twilio } = await load('twilio');
      const signature = header(request, 'X-Twilio-Signature');
      return twilio.validateRequestWithBody(key.secret, signature, request.url, text(request));
    },
  },
  ...(['v1', 'v2', 'v3'] as const).map(
    (version): Verifier => ({
      dialect: `hubspot-${version}`,
      package: '@hubspot/api-client',
      verify: async (request, key) => {
        const { Signature } = await load('@hubspot/api-client');
        const suffix = version === 'v3' ? '-v3' : '';
        return Signature.isValid({
          method: request.method,
          signatureVersion: version,
          signature: header(request, `X-HubSpot-Signature${suffix}`),
          clientSecret: key.secret,
          requestBody: text(request),
          url: request.url,
          timestamp: Number(header(request, 'X-HubSpot-Request-Timestamp')),
        });
      },
    }),
  ),
  {
    dialect: 'plivo',
    package: 'plivo',
    verify: async (request, key) => {
      const plivo = await load('plivo');
      return (plivo.validateV3Signature ?? plivo.default.validateV3Signature)(
        request.method,
        request.url,
        header(request, 'X-Plivo-Signature-V3-Nonce'),
        key.secret,
        header(request, 'X-Plivo-Signature-V3'),
        Object.fromEntries(new URLSearchParams(text(request))),
      );
    },
  },
];

const furtherPackages: Verifier[] = [
  {
    dialect: 'workos',
    package: '@workos-inc/node',
    eventType: 'user.created',
    verify: async (request, key) => {
      const { WorkOS } = await load('@workos-inc/node');
      const workos = new WorkOS('sk_demo');
      const sigHeader = header(request, 'WorkOS-Signature');
      return accepts(() =>
        workos.webhooks.constructEvent({
          payload: JSON.parse(text(request)),
          sigHeader,
          secret: key.secret,
        }),
      );
    },
  },
  {
    dialect: 'adyen',
    package: '@adyen/api-library',
    verify: async (request, key) => {
      const { hmacValidator } = await load('@adyen/api-library');
      const [first] = JSON.parse(text(request)).notificationItems;
      return new hmacValidator().validateHMAC(first.NotificationRequestItem, key.secret);
    },
  },
  {
    dialect: 'adyen-platform',
    package: '@adyen/api-library',
    verify: async (request, key) => {
      const { hmacValidator } = await load('@adyen/api-library');
      const signature = header(request, 'HmacSignature');
      return new hmacValidator().validateHMACSignature(key.secret, signature, text(request));
    },
  },
  {
    dialect: 'mux',
    package: '@mux/mux-node',
    verify: async (request, key) => {
      const { default: Mux } = await load('@mux/mux-node');
      const mux = new Mux({ tokenId: 'demo', tokenSecret: 'demo', webhookSecret: key.secret });
      return accepts(() => mux.webhooks.unwrap(text(request), nodeHeaders(request), key.secret));
    },
  },
  {
    dialect: 'sanity',
    package: '@sanity/webhook',
    verify: async (request, key) => {
      const { isValidSignature } = await load('@sanity/webhook');
      const signature = header(request, 'sanity-webhook-signature');
      return isValidSignature(text(request), signature, key.secret);
    },
  },
  {
    dialect: 'line',
    package: '@line/bot-sdk',
    verify: async (request, key) => {
      const { validateSignature } = await load('@line/bot-sdk');
      return validateSignature(buffer(request), key.secret, header(request, 'x-line-signature'));
    },
  },
  {
    dialect: 'razorpay',
    package: 'razorpay',
    verify: async (request, key) => {
      const { default: Razorpay } = await load('razorpay');
      const signature = header(request, 'X-Razorpay-Signature');
      return Razorpay.validateWebhookSignature(text(request), signature, key.secret);
    },
  },
  {
    dialect: 'box',
    package: 'box-node-sdk',
    verify: async (request, key) => {
      const { WebhooksManager } = await load('box-node-sdk/managers/webhooks');
      return WebhooksManager.validateMessage(text(request), nodeHeaders(request), key.secret);
    },
  },
];

export const VERIFIERS: readonly Verifier[] = [
  ...standardLike,
  ...svixLike,
  ...headerPackages,
  ...urlPackages,
  ...furtherPackages,
];
