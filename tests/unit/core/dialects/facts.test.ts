import { describe, expect, test } from 'vitest';
import { DialectInfoSchema } from '../../../../server/contract/signature.ts';
import { DialectIdSchema } from '../../../../server/contract/subscription.ts';
import { EventTypeNameSchema, HeaderNameSchema } from '../../../../server/contract/text.ts';
import { parseJsonBody, readPath } from '../../../../server/core/dialects/json-path.ts';
import { presentDialect } from '../../../../server/core/dialects/present.ts';
import { findDialect, listDialects } from '../../../../server/core/dialects/registry.ts';
import { findHeader } from '../../../../server/core/raw-headers.ts';
import { sealSample, seededRandom } from './sample-requests.ts';

const WANTED =
  'standard standard-v1a svix github gitlab-token gitlab bitbucket stripe slack shopify twilio-form twilio-json discord square zoom linear paddle lemon-squeezy mailgun sendgrid intercom dropbox meta typeform calendly hubspot-v3 workos adyen adyen-platform openai polar mux sanity line razorpay box plivo websub cloudevents cloudevents-structured cloudevents-batch rfc9421';

test('every dialect promised is there, once', () => {
  const ids = listDialects().map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(WANTED.split(' ')));
  expect(new Set(ids).size).toBe(ids.length);
  expect(findDialect('no-such-dialect')).toBeUndefined();
});

describe.each(listDialects().map((dialect) => ({ id: dialect.id, dialect })))(
  '$id',
  ({ dialect }) => {
    const { facts } = dialect;
    const info = presentDialect(dialect);

    test('is presented in full', () => {
      expect(DialectInfoSchema.parse(info)).toEqual(info);
      expect(DialectIdSchema.safeParse(info.id).success).toBe(true);
      expect(info.docs_note).not.toBe('');
      expect(info.delivery_note).not.toBe('');
      for (const name of info.headers) {
        expect(HeaderNameSchema.safeParse(name).success).toBe(true);
      }
    });

    test('has samples whose types can be named here', () => {
      expect(facts.events.length).toBeGreaterThan(0);
      for (const { type, description, data } of facts.events) {
        expect(EventTypeNameSchema.safeParse(type).success).toBe(true);
        expect(description).not.toBe('');
        expect(typeof data).toBe('object');
      }
    });

    test('has its event type and delivery id where its facts say', () => {
      const request = sealSample(dialect, [dialect.generateKey(seededRandom())]);
      const body = parseJsonBody(request.bodyBytes);
      for (const place of [facts.eventTypeAt, facts.deliveryIdAt]) {
        if (place.kind === 'header') {
          expect(findHeader(request.headers, place.header)).toBeTruthy();
        } else if (place.kind === 'body' && facts.envelope.body.kind === 'json') {
          expect(readPath(body, place.path)).toBeTruthy();
        }
      }
    });

    test('waits before each retry, not before the first attempt', () => {
      const { delaysMs, timeoutMs } = facts.delivery;
      expect(delaysMs[0]).toBe(0);
      expect(delaysMs.length).toBeLessThanOrEqual(100);
      expect(delaysMs.every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(true);
      expect(timeoutMs).toBeGreaterThanOrEqual(1000);
    });

    test('keeps the id of the delivery over retries', () => {
      const keys = [dialect.generateKey(seededRandom())];
      const ids = [1, 2].map((attempt) => {
        const request = sealSample(dialect, keys, { attempt, dataText: '{"id":"x"}' });
        const place = facts.deliveryIdAt;
        return place.kind === 'header'
          ? findHeader(request.headers, place.header)
          : place.kind === 'body' && readPath(parseJsonBody(request.bodyBytes), place.path);
      });
      expect(ids[0]).toBe(ids[1]);
    });
  },
);

test('formulas read as people write them', () => {
  const formula = (id: string) => presentDialect(findDialect(id)!).signed;
  expect(formula('standard')).toBe(
    'base64( HMAC-SHA256( key, id + "." + timestamp + "." + body ) )',
  );
  expect(formula('slack')).toBe('hex( HMAC-SHA256( key, "v0:" + timestamp + ":" + body ) )');
  expect(formula('intercom')).toBe('hex( HMAC-SHA1( key, body ) )');
  expect(formula('discord')).toBe('hex( Ed25519( private key, timestamp + body ) )');
  expect(formula('gitlab-token')).toBe('nothing is signed: the secret itself is sent');
});

describe('twins', () => {
  test('Slack counts its retries and names the reason', () => {
    const slack = findDialect('slack')!;
    const keys = [slack.generateKey(seededRandom())];
    expect(findHeader(sealSample(slack, keys).headers, 'X-Slack-Retry-Num')).toBeUndefined();
    const { headers } = sealSample(slack, keys, { attempt: 3 });
    expect(findHeader(headers, 'X-Slack-Retry-Num')).toBe('2');
    expect(findHeader(headers, 'X-Slack-Retry-Reason')).toBe('http_error');
    expect(slack.delivery).toMatchObject({ timeoutMs: 3000, delaysMs: [0, 0, 60_000, 300_000] });
  });

  test('GitHub and Intercom send their own ping in place of ours', () => {
    for (const [id, path] of [
      ['github', 'zen'],
      ['intercom', 'data.item.message'],
    ] as const) {
      const dialect = findDialect(id)!;
      const request = dialect.shape({
        eventId: 'evt_1',
        deliveryId: 'evt_1',
        eventType: 'ping',
        dataText: '"Ping from Exposee"',
        attempt: 1,
        eventAtMs: 0,
        nowMs: 0,
        url: 'https://example.com/',
      });
      expect(readPath(parseJsonBody(request.bodyBytes), path)).toBeTruthy();
    }
  });

  test('others ask about the URL in place of our ping, signed only where they sign it', () => {
    const asked = ['slack', 'zoom', 'discord', 'meta', 'dropbox', 'cloudevents', 'websub'].map(
      (id) => {
        const dialect = findDialect(id)!;
        const keys = [dialect.generateKey(seededRandom())];
        const request = dialect.shape({
          eventId: 'evt_1',
          deliveryId: 'evt_1',
          eventType: 'ping',
          dataText: '"Ping from Exposee"',
          attempt: 1,
          eventAtMs: 0,
          nowMs: 0,
          url: 'https://example.com/hook?a=1',
        });
        const sealed = dialect.seal({ request, deliveryId: 'evt_1', nowMs: 0, keys });
        const isSigned = findHeader(sealed.headers, dialect.headers[0]!) !== undefined;
        return `${id} ${sealed.method} ${sealed.url.replace(/[0-9a-f]{32}/, 'X')} ${isSigned}`;
      },
    );
    expect(asked).toEqual([
      'slack POST https://example.com/hook?a=1 true',
      'zoom POST https://example.com/hook?a=1 true',
      'discord POST https://example.com/hook?a=1 true',
      'meta GET https://example.com/hook?a=1&hub.mode=subscribe&hub.verify_token=hookbench&hub.challenge=X false',
      'dropbox GET https://example.com/hook?a=1&challenge=X false',
      'cloudevents OPTIONS https://example.com/hook?a=1 false',
      'websub GET https://example.com/hook?a=1&hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Ftopics%2Ffeed&hub.challenge=X&hub.lease_seconds=864000 false',
    ]);
  });

  test('the standard body is exactly event and data, numbers untouched', () => {
    const standard = findDialect('standard')!;
    const request = standard.shape({
      eventId: 'evt_1',
      deliveryId: 'evt_1',
      eventType: 'payment_received',
      dataText: '{"n":12345678901234567890, "x":1.0}',
      attempt: 1,
      eventAtMs: 0,
      nowMs: 0,
      url: 'https://example.com/',
    });
    expect(Buffer.from(request.bodyBytes).toString()).toBe(
      '{"event":"payment_received","data":{"n":12345678901234567890, "x":1.0}}',
    );
    expect(request.headers[0]).toEqual(['content-type', 'application/json']);
  });

  test('Meta escapes everything beyond ASCII', () => {
    const meta = findDialect('meta')!;
    const request = sealSample(meta, [meta.generateKey(seededRandom())], { dataText: '"é😀"' });
    expect(Buffer.from(request.bodyBytes).toString()).toContain('"\\u00e9\\ud83d\\ude00"');
  });

  test('topics and keys are spelled as the provider has them', () => {
    const sent = (id: string, name: string) => {
      const dialect = findDialect(id)!;
      return findHeader(sealSample(dialect, [dialect.generateKey(seededRandom())]).headers, name);
    };
    expect(sent('shopify', 'X-Shopify-Topic')).toBe('orders/create');
    expect(sent('bitbucket', 'X-Event-Key')).toBe('repo:push');
    expect(sent('gitlab', 'X-Gitlab-Event')).toBe('Push Hook');
    expect(sent('linear', 'Linear-Event')).toBe('Issue');
  });
});
