import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answerChallenge } from '../../../../server/core/dialects/challenge.ts';
import { asksUrl, judgeAnswer } from '../../../../server/core/dialects/handshake.ts';
import { findDialect } from '../../../../server/core/dialects/registry.ts';
import { NOW_MS, receiverKey, seededRandom } from './sample-requests.ts';

const BASE = { headers: [], bodyBytes: new Uint8Array(), nowMs: NOW_MS, keys: [] };

function posted(body: object, headers: [string, string][] = []) {
  const bodyBytes = Buffer.from(JSON.stringify(body));
  return { ...BASE, method: 'POST', url: '/hook', headers, bodyBytes };
}

function asked(query: string) {
  return { ...BASE, method: 'GET', url: `/hook?${query}` };
}

describe('answers', () => {
  test('Slack with its challenge as plain text', () => {
    const answer = answerChallenge(
      posted({ type: 'url_verification', challenge: 'abc', token: 't' }),
    );
    expect(answer).toMatchObject({ dialect: 'slack', status: 200, body: 'abc' });
    expect(answer?.headers).toContainEqual(['x-content-type-options', 'nosniff']);
  });

  test('Zoom with the HMAC of its token, made with the key that signed', () => {
    const zoom = findDialect('zoom')!;
    const key = zoom.generateKey(seededRandom());
    const plain = posted({ event: 'endpoint.url_validation', payload: { plainToken: 'p1' } });
    const request = {
      method: 'POST' as const,
      url: 'https://example.com/hook',
      headers: [],
      bodyBytes: plain.bodyBytes,
    };
    const sealed = zoom.seal({ request, deliveryId: 'x', nowMs: NOW_MS, keys: [key] });
    const answer = answerChallenge({
      ...sealed,
      nowMs: NOW_MS,
      keys: [
        { secret: 'other', source: 'other' },
        { ...key, source: 'zoom inbox' },
      ],
    });
    expect(JSON.parse(answer!.body)).toEqual({
      plainToken: 'p1',
      encryptedToken: createHmac('sha256', key.secret).update('p1').digest('hex'),
    });
    expect(answer!.text).toContain('zoom inbox');
    expect(JSON.stringify(answer)).not.toContain(key.secret);
    expect(answerChallenge(plain)).toBeUndefined();
  });

  test('nobody whose question is not signed: that would sign texts of a stranger', () => {
    const plain = posted({ event: 'endpoint.url_validation', payload: { plainToken: 'p1' } });
    expect(answerChallenge({ ...plain, keys: [{ secret: 's', source: 'x' }] })).toBeUndefined();
  });

  test('Meta with its challenge, and refuses a token that is not ours', () => {
    const request = asked('hub.mode=subscribe&hub.verify_token=t1&hub.challenge=1158201444');
    expect(answerChallenge(request)).toMatchObject({
      dialect: 'meta',
      status: 200,
      body: '1158201444',
    });
    expect(answerChallenge({ ...request, verifyTokens: ['t1'] })).toMatchObject({ status: 200 });
    expect(answerChallenge({ ...request, verifyTokens: ['t2'] })).toMatchObject({
      status: 403,
      body: '',
    });
  });

  test('WebSub with its challenge', () => {
    const query =
      'hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fe.com&hub.challenge=c1&hub.lease_seconds=1';
    expect(answerChallenge(asked(query))).toMatchObject({
      dialect: 'websub',
      status: 200,
      body: 'c1',
    });
  });

  test('Dropbox with its challenge, nosniff', () => {
    const answer = answerChallenge(asked('challenge=%3Cscript%3E'));
    expect(answer).toMatchObject({ dialect: 'dropbox', status: 200, body: '<script>' });
    expect(answer?.headers).toEqual([
      ['content-type', 'text/plain; charset=utf-8'],
      ['x-content-type-options', 'nosniff'],
    ]);
  });

  test('Microsoft Graph with the token, url-decoded', () => {
    const request = { ...BASE, method: 'POST', url: '/hook?validationToken=a%20b%2Bc' };
    expect(answerChallenge(request)).toMatchObject({
      dialect: 'microsoft-graph',
      status: 200,
      body: 'a b+c',
    });
  });

  test('CloudEvents with consent in the headers', () => {
    const request = {
      ...BASE,
      method: 'OPTIONS',
      url: '/hook',
      headers: [
        ['WebHook-Request-Origin', 'events.example.com'],
        ['WebHook-Request-Rate', '120'],
      ] as [string, string][],
    };
    expect(answerChallenge(request)?.headers).toEqual([
      ['allow', 'POST'],
      ['webhook-allowed-origin', 'events.example.com'],
      ['webhook-allowed-rate', '120'],
    ]);
    expect(answerChallenge({ ...request, headers: [] })).toBeUndefined();
  });

  test('Discord pings: 200, 204, and 401 for a bad signature', () => {
    const discord = findDialect('discord')!;
    const key = discord.generateKey(seededRandom());
    const keys = [{ ...receiverKey(key), source: 'discord inbox' }];
    const sealed = (body: object) => {
      const { bodyBytes } = posted(body);
      const request = { method: 'POST' as const, url: 'http://h/', headers: [], bodyBytes };
      return {
        ...discord.seal({ request, deliveryId: 'x', nowMs: NOW_MS, keys: [key] }),
        nowMs: NOW_MS,
        keys,
      };
    };
    expect(answerChallenge(sealed({ type: 1 }))).toMatchObject({ status: 200, body: '{"type":1}' });
    expect(answerChallenge(sealed({ type: 0 }))).toMatchObject({ status: 204, body: '' });
    const bad = { ...sealed({ type: 1 }), bodyBytes: Buffer.from('{"type":1 }') };
    expect(answerChallenge(bad)).toMatchObject({ status: 401 });
    const otherKeys = [{ secret: 'whsec_of_stripe', source: 'another inbox' }];
    expect(answerChallenge({ ...sealed({ type: 1 }), keys: otherKeys })).toMatchObject({
      status: 200,
    });
    expect(answerChallenge(sealed({ type: 1, event: { type: 'X' } }))).toBeUndefined();
  });
});

test('leaves ordinary requests alone', () => {
  expect(answerChallenge(posted({ type: 'event_callback', challenge: 'abc' }))).toBeUndefined();
  expect(answerChallenge(posted({ type: 1 }))).toBeUndefined();
  expect(answerChallenge(asked('hub.mode=subscribe'))).toBeUndefined();
  expect(answerChallenge(asked('x=1'))).toBeUndefined();
  expect(answerChallenge({ ...asked('challenge=x'), method: 'DELETE' })).toBeUndefined();
  expect(answerChallenge(asked(`challenge=${'x'.repeat(5000)}`))).toBeUndefined();
});

const ASKING = ['slack', 'zoom', 'meta', 'dropbox', 'discord', 'cloudevents', 'websub'];

const NOTHING = new Uint8Array();

describe.each(ASKING)('the handshake of %s', (id) => {
  const dialect = findDialect(id)!;
  const key = dialect.generateKey(seededRandom());
  const asked = { deliveryId: 'evt_ping', keys: [key] };

  /** Our ping as this dialect sends it. */
  function question() {
    const times = { attempt: 1, eventAtMs: NOW_MS, nowMs: NOW_MS };
    const event = { eventId: 'evt_ping', eventType: 'ping', dataText: '"Ping from Exposee"' };
    const url = 'https://example.com/hook';
    const request = dialect.shape({ ...event, ...times, deliveryId: 'evt_ping', url });
    return dialect.seal({ request, deliveryId: 'evt_ping', nowMs: NOW_MS, keys: [key] });
  }

  test('is accepted with the answer that our receiver gives', () => {
    const keys = [{ ...receiverKey(key), source: 'inbox' }];
    const answer = answerChallenge({ ...question(), nowMs: NOW_MS, keys })!;
    const bodyBytes = Buffer.from(answer.body);
    const verdict = judgeAnswer(dialect, asked, { ...answer, bodyBytes });
    expect(verdict).toEqual({ isConfirmed: true, text: 'The URL answered as the provider asks.' });
    const other = { ...asked, deliveryId: 'evt_other' };
    const isAny = id === 'discord' || id === 'cloudevents';
    expect(judgeAnswer(dialect, other, { ...answer, bodyBytes })?.isConfirmed).toBe(isAny);
  });

  test('is not accepted with an empty 200, and says what is wanted', () => {
    const verdict = judgeAnswer(dialect, asked, { status: 200, headers: [], bodyBytes: NOTHING });
    expect(verdict).toMatchObject({
      isConfirmed: false,
      text: expect.stringMatching(/wanted.*\.$/),
    });
  });
});

test('a wrong proof of Zoom is told from a missing one', () => {
  const zoom = findDialect('zoom')!;
  const key = zoom.generateKey(seededRandom());
  const asked = { deliveryId: 'evt_ping', keys: [key] };
  const { bodyBytes: bytes } = zoom.shape({
    ...{ eventId: 'evt_ping', eventType: 'ping', dataText: '"Ping"', deliveryId: 'evt_ping' },
    ...{ attempt: 1, eventAtMs: NOW_MS, nowMs: NOW_MS, url: 'https://example.com/hook' },
  });
  const { plainToken } = JSON.parse(Buffer.from(bytes).toString()).payload;
  const bodyBytes = Buffer.from(JSON.stringify({ plainToken, encryptedToken: 'no' }));
  expect(judgeAnswer(zoom, asked, { status: 200, headers: [], bodyBytes })).toEqual({
    isConfirmed: false,
    text: 'Its encryptedToken is not the HMAC-SHA256 of plainToken under this secret.',
  });
});

test('dialects without a challenge have no handshake', () => {
  for (const id of ['stripe', 'github', 'standard']) {
    const dialect = findDialect(id)!;
    expect(asksUrl(dialect)).toBe(false);
    const answer = { status: 200, headers: [], bodyBytes: NOTHING };
    expect(judgeAnswer(dialect, { deliveryId: 'x', keys: [] }, answer)).toBeUndefined();
  }
});
