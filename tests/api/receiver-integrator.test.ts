import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { standard } from '../../server/core/dialects/standard.ts';
import type { SealedKey, SubscriptionRecord } from '../../server/core/records.ts';
import { listenAnywhere } from '../support/listening.ts';
import { sendRaw } from '../support/raw-client.ts';
import { openWholeReceiver, plainBox, realRandom } from '../support/whole-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function open(...args: Parameters<typeof openWholeReceiver>) {
  const bed = await openWholeReceiver(...args);
  closers.push(bed.close);
  return bed;
}

async function openExposee(secret?: string) {
  const calls: { line: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    calls.push({
      line: `${request.method} ${request.url}`,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    response.writeHead(request.method === 'POST' ? 201 : 404, {
      'Content-Type': 'application/json',
    });
    response.end(JSON.stringify({ message: 'from the exposee', secret, dialect: 'standard' }));
  });
  const port = await listenAnywhere(server);
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { calls, url: `http://127.0.0.1:${port}` };
}

const keyOf = (secret: string): SealedKey => ({
  sealedSecret: plainBox.seal(secret),
  publicKey: null,
  hint: '',
  createdAtMs: 0,
  expiresAtMs: null,
});

function signedRequest(port: number, path: string, secret: string, body: string): string {
  const { headers } = standard.seal({
    request: {
      method: 'POST',
      url: `http://127.0.0.1:${port}${path}`,
      headers: [],
      bodyBytes: Buffer.from(body),
    },
    deliveryId: 'evt_abc',
    nowMs: Date.now(),
    keys: [{ secret }],
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}

describe('integrator routes', () => {
  it('serve a caller that came straight to loopback, and store nothing of it', async () => {
    const bed = await open();
    const ping = await fetch(`${bed.url}/ping`);
    expect(await ping.json()).toEqual({ status: 'ok' });
    const docs = await fetch(`${bed.url}/docs`);
    expect(docs.headers.get('content-type')).toContain('text/html');
    expect(await docs.text()).toContain('/register-webhook');
    expect(bed.kept).toHaveLength(0);
  });

  it.each([
    ['another Host', 'Host: evil.test'],
    ['a forwarding header', 'Host: localhost\r\nX-Forwarded-For: 1.2.3.4'],
    ['a tunnel', 'Host: localhost\r\nCf-Ray: 1'],
    ['a tunnel of this computer', 'Host: name.localhost:9'],
    ['a foreign page', 'Host: localhost\r\nOrigin: https://evil.test'],
    ['a foreign page by its metadata', 'Host: localhost\r\nSec-Fetch-Site: cross-site'],
  ])('capture what came by %s like all else', async (_, headers) => {
    const bed = await open();
    for (const line of [
      'GET /ping',
      'GET /docs',
      'POST /register-webhook',
      'POST /unregister-webhook',
    ]) {
      const answer = await sendRaw(
        bed.port,
        `${line} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 204 /);
    }
    expect(bed.kept).toHaveLength(4);
  });

  it('register this receiver for every event type, or a URL for one, at the exposee', async () => {
    const exposee = await openExposee();
    const bed = await open({}, { ownExposeeUrl: () => exposee.url });
    const first = await fetch(`${bed.url}/register-webhook`, { method: 'POST' });
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({ message: 'from the exposee' });
    const body = JSON.stringify({ url: 'https://other.test/hook', event: 'payment_received' });
    await fetch(`${bed.url}/register-webhook`, { method: 'POST', body });
    const gone = await fetch(`${bed.url}/unregister-webhook`, { method: 'POST', body });
    expect(gone.status).toBe(404);
    expect(exposee.calls).toEqual([
      { line: 'POST /webhooks/register', body: { url: bed.url, event_types: ['*'] } },
      {
        line: 'POST /webhooks/register',
        body: { url: 'https://other.test/hook', event_types: ['payment_received'] },
      },
      {
        line: 'DELETE /webhooks/unregister',
        body: { url: 'https://other.test/hook', event: 'payment_received' },
      },
    ]);
  });

  it('refuse bad input and a dead exposee as problems', async () => {
    const bed = await open();
    const call = async (body: string) => {
      const answer = await fetch(`${bed.url}/register-webhook`, { method: 'POST', body });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await call('{')).toEqual([400, 'invalid_json']);
    expect(await call('{"url":"javascript:alert(1)"}')).toEqual([422, 'invalid_request']);
    // Ignored, it would register for every event type.
    expect(await call('{"evnt":"payment_received"}')).toEqual([422, 'invalid_request']);
    expect(await call(`{"event":"${'x'.repeat(70_000)}"}`)).toEqual([413, 'body_too_large']);
    expect(await call('{}')).toEqual([502, 'upstream_failed']);
  });

  it('keep the secret that a foreign exposee answers, so that its deliveries are checked', async () => {
    const secret = standard.generateKey((size) => realRandom.bytes(size)).secret;
    const exposee = await openExposee(secret);
    const bed = await open({ receiver_exposee_url: exposee.url });
    const body = JSON.stringify({ url: `${bed.url}/from-them` });
    await fetch(`${bed.url}/register-webhook`, { method: 'POST', body });
    await sendRaw(
      bed.port,
      signedRequest(bed.port, '/from-them', secret, '{"event":"a","data":1}'),
    );
    expect(bed.kept[0]?.record).toMatchObject({ verdict: 'valid', dialect: 'standard' });
  });
});

describe('verdicts', () => {
  it('come from the secret of our own subscription whose URL is this path', async () => {
    const secret = standard.generateKey((size) => realRandom.bytes(size)).secret;
    const bed = await open();
    const subscription = {
      id: 'sub_000000000001',
      url: `http://localhost:${bed.port}/in/own`,
      dialect: 'standard',
      name: 'own',
      keys: [keyOf(secret)],
    } as unknown as SubscriptionRecord;
    await bed.stores.subscriptions.put(subscription);
    const good = signedRequest(bed.port, '/in/own', secret, '{"event":"order.created","data":1}');
    await sendRaw(bed.port, good);
    await sendRaw(bed.port, good.replace('"data":1', '"data":2'));
    await sendRaw(bed.port, 'POST /in/own HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await sendRaw(bed.port, good.replace('/in/own', '/in/other'));
    expect(bed.kept.map(({ record }) => record.verdict)).toEqual([
      'valid',
      'invalid',
      'missing',
      'unchecked',
    ]);
    expect(bed.kept[0]?.record).toMatchObject({
      eventType: 'order.created',
      deliveryKey: 'evt_abc',
      from: 'standard',
    });
    expect(bed.kept[0]?.detail.report?.key_source).toBe('subscription own');
    expect(bed.kept[3]?.record.dialect).toBe('standard');
  });

  it('are found while a big body streams by', async () => {
    const secret = standard.generateKey((size) => realRandom.bytes(size)).secret;
    const bed = await open();
    await bed.stores.inboxes.put({
      id: 'inb_000000000001' as never,
      path: '/in/big',
      name: 'big',
      dialect: 'standard',
      keys: [keyOf(`whsec_${Buffer.alloc(32, 1).toString('base64')}`), keyOf(secret)],
      answersChallenges: true,
      isDemo: false,
    });
    const body = `{"event":"a","data":"${'x'.repeat(3_000_000)}"}`;
    await sendRaw(bed.port, signedRequest(bed.port, '/in/big/below', secret, body));
    expect(bed.kept[0]?.record).toMatchObject({
      verdict: 'valid',
      from: 'big',
      sizeBytes: body.length,
    });
  });

  it('are left out, and the request is kept, where a key or a rule is broken', async () => {
    const box = {
      seal: (text: string) => text,
      open: (): string => {
        throw new Error('sealed with another key');
      },
    };
    const bed = await open({}, { box });
    await bed.stores.inboxes.put({
      id: 'inb_000000000001' as never,
      path: '/in/broken',
      name: 'broken',
      dialect: 'standard',
      keys: [keyOf('whsec_x')],
      answersChallenges: true,
      isDemo: false,
    });
    const request =
      'POST /in/broken HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';
    expect(await sendRaw(bed.port, request)).toMatch(/^HTTP\/1.1 204 /);
    await bed.stores.rules.put({
      id: 'rul_000000000001' as never,
      name: 'broken',
      isOn: true,
      when: { body: { json_path: '$[' } },
      action: { answer: { status: 200, headers: [], body: '' } },
      position: 0,
    });
    expect(await sendRaw(bed.port, request)).toMatch(/^HTTP\/1.1 500 /);
    expect(bed.kept.map(({ record }) => [record.verdict, record.status])).toEqual([
      ['unchecked', 204],
      ['unchecked', 500],
    ]);
  });
});
