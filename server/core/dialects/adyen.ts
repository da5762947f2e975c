import { ADYEN_ITEM, ADYEN_SIGNATURE } from './adyen-item.ts';
import type { ShapedRequest, SignInput } from './dialect.ts';
import { createDialect, firstKey, messageToSign, signWith } from './engine.ts';
import { parseJsonBody, readPath } from './json-path.ts';
import type { JudgeInput } from './judge.ts';
import type { Reading } from './place.ts';
import { bodySignature, delivery, growing, HOUR_MS, jsonEnvelope, MINUTE_MS } from './presets.ts';

const DELIVERY = delivery(
  10_000,
  [2, 5, 10, 15, 30, 60, 120, 240, 480, 480, 480, 480].map((minutes) => minutes * MINUTE_MS),
  {
    note: 'Accepted with a 2xx (older set-ups also want the text [accepted]); 10 s and queueing for days are general knowledge, the single delays are defaults to change.',
  },
);

/** Adyen standard notifications: the signature is in the item and covers eight of its fields. */
export const adyen = createDialect(
  {
    id: 'adyen',
    name: 'Adyen (standard)',
    kind: 'symmetric',
    signature: {
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      comparison: 'text',
      place: { kind: 'body', path: ADYEN_SIGNATURE },
      signed: [
        {
          kind: 'canonical',
          name: 'adyen_item',
          formula:
            'eight fields of the item joined by ":" (not the body): pspReference, originalReference, merchantAccountCode, merchantReference, amount.value, amount.currency, eventCode, success',
        },
      ],
    },
    key: { form: 'hex', makeBytes: 32 },
    envelope: jsonEnvelope(
      '{"live":"false","notificationItems":[{"NotificationRequestItem":{"eventCode":{{event_type}},"eventDate":{{event_iso}}{{data_fields}}}}]}',
      'Adyen HttpClient 1.0',
    ),
    eventTypeAt: { kind: 'body', path: `${ADYEN_ITEM}.eventCode` },
    deliveryIdAt: { kind: 'body', path: `${ADYEN_ITEM}.pspReference` },
    delivery: DELIVERY,
    events: [
      {
        type: 'AUTHORISATION',
        description: 'A payment was authorised',
        data: {
          pspReference: '7914073381342284',
          merchantAccountCode: 'DemoMerchant',
          merchantReference: 'order-1001',
          amount: { currency: 'EUR', value: 4200 },
          operations: ['CANCEL', 'CAPTURE', 'REFUND'],
          paymentMethod: 'visa',
          reason: '',
          success: 'true',
        },
      },
      {
        type: 'REFUND',
        description: 'A payment was refunded',
        data: {
          pspReference: '7914073381342999',
          originalReference: '7914073381342284',
          merchantAccountCode: 'DemoMerchant',
          merchantReference: 'order-1001',
          amount: { currency: 'EUR', value: 4200 },
          success: 'true',
        },
      },
    ],
    docsNote:
      'The key is hexadecimal and decoded. Fields beside the eight (reason, paymentMethod, eventDate) are not covered. Remember pspReference with eventCode.',
    package: {
      name: '@adyen/api-library',
      call: 'new hmacValidator().validateHMAC(item, key)',
      notes: [
        {
          when: 'always',
          text: 'Adyen signs eight fields of the first item only: other fields and items are not covered by this signature.',
        },
      ],
    },
  },
  { read: readItem, seal },
);

function readItem(input: JudgeInput): Reading {
  const body = parseJsonBody(input.bodyBytes ?? new Uint8Array());
  const received = readPath(body, ADYEN_SIGNATURE);
  return typeof received === 'string'
    ? { received, missing: [], parsed: 'one value', entries: [received] }
    : { received: null, missing: [`${ADYEN_SIGNATURE} in the body`], parsed: '', entries: [] };
}

/** Puts the signature into the item: in front of its fields, or where one stands already. */
function seal(input: SignInput): ShapedRequest {
  const { request } = input;
  const message = messageToSign(adyen.facts, input, undefined);
  const key = firstKey(adyen.facts, input);
  const signature = signWith(adyen.facts, key, message, new Uint8Array());
  const text = Buffer.from(request.bodyBytes).toString('utf8');
  const hasOwnData = readPath(parseJsonBody(request.bodyBytes), `${ADYEN_ITEM}.additionalData`);
  const signed =
    hasOwnData === undefined
      ? text.replace(
          '"NotificationRequestItem":{',
          (start) => `${start}"additionalData":{"hmacSignature":${JSON.stringify(signature)}},`,
        )
      : replaceSignature(text, signature);
  return { ...request, bodyBytes: Buffer.from(signed, 'utf8') };
}

/** An item with additional data of its own: written again, the signature among that data. */
function replaceSignature(text: string, signature: string): string {
  return JSON.stringify(
    JSON.parse(text, (name, value: unknown) =>
      name === 'additionalData' && typeof value === 'object'
        ? { ...value, hmacSignature: signature }
        : value,
    ),
  );
}

/** Adyen for Platforms and banking: the whole body is signed. */
export const adyenPlatform = createDialect({
  id: 'adyen-platform',
  name: 'Adyen (platform, banking)',
  kind: 'symmetric',
  signature: bodySignature('HmacSignature', { encoding: 'base64' }),
  key: { form: 'hex', makeBytes: 32 },
  envelope: jsonEnvelope(
    '{"data":{{data}},"environment":"test","timestamp":{{event_iso}},"type":{{event_type}}}',
    'Adyen HttpClient 1.0',
    [['Protocol', 'HmacSHA256']],
  ),
  eventTypeAt: { kind: 'body', path: 'type' },
  deliveryIdAt: { kind: 'body', path: 'data.id' },
  delivery: {
    ...DELIVERY,
    delaysMs: [0, ...growing(12, 2 * MINUTE_MS, 2).map((ms) => Math.min(ms, 8 * HOUR_MS))],
  },
  events: [
    {
      type: 'balancePlatform.transfer.updated',
      description: 'A transfer changed',
      data: {
        id: '48POO45SPG11S2DE',
        amount: { currency: 'EUR', value: 4200 },
        balancePlatform: 'DemoPlatform',
        category: 'bank',
        direction: 'incoming',
        status: 'booked',
      },
    },
    {
      type: 'balancePlatform.accountHolder.created',
      description: 'An account holder was created',
      data: {
        balancePlatform: 'DemoPlatform',
        id: 'AH00000000000000000000001',
        accountHolder: { id: 'AH00000000000000000000001', status: 'active' },
      },
    },
  ],
  docsNote:
    'The key is hexadecimal and decoded. Only the body is covered and no timestamp is sent.',
  package: {
    name: '@adyen/api-library',
    call: 'new hmacValidator().validateHMACSignature(key, signature, body)',
    notes: [],
  },
});
