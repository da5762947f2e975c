import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RuleRecord } from '../../server/core/records.ts';
import { closedPort } from '../support/listening.ts';
import { sendRaw } from '../support/raw-client.ts';
import { openWholeReceiver } from '../support/whole-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function open(...args: Parameters<typeof openWholeReceiver>) {
  const bed = await openWholeReceiver(...args);
  closers.push(bed.close);
  return bed;
}

interface Seen {
  readonly line: string;
  readonly rawHeaders: string[];
  readonly body: Buffer;
}

/** The user's app: remembers what it got. */
async function openApp(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
  host = '127.0.0.1',
) {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        line: `${request.method} ${request.url}`,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks),
      });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  closers.push(close);
  return { seen, close, port: (server.address() as AddressInfo).port };
}

const post = (target: string, body: Buffer | string, more = '') =>
  Buffer.concat([
    Buffer.from(
      `POST ${target} HTTP/1.1\r\nHost: in.test\r\nX-CaSe: Ü1\r\nx-case: 2\r\n${more}` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close, X-Hop\r\nX-Hop: gone\r\n\r\n`,
      'latin1',
    ),
    Buffer.from(body),
  ]);

describe('forwarding to the user’s app', () => {
  it('passes the bytes on untouched, keeps target and query, drops the headers of the hop', async () => {
    const app = await openApp((_, response) => response.end('{"app":1}'));
    const bed = await open({ forward_urls: [`http://127.0.0.1:${app.port}`] });
    const body = Buffer.from([0, 1, 2, 255, 13, 10]);
    const answer = await sendRaw(bed.port, post("/a/../b?x='1'&&y=%7e|", body));
    expect(answer).toMatch(/^HTTP\/1.1 204 /);
    await expect.poll(() => bed.kept[0]?.detail.forwards[0]?.state).toBe('answered');
    expect(app.seen[0]?.line).toBe("POST /a/../b?x='1'&&y=%7e|");
    expect(app.seen[0]?.body).toEqual(body);
    const raw = app.seen[0]?.rawHeaders ?? [];
    expect(raw.slice(2, 6)).toEqual(['X-CaSe', 'Ü1', 'x-case', '2']);
    expect(raw).not.toContain('X-Hop');
    expect(raw[1]).toBe(`127.0.0.1:${app.port}`);
    expect(bed.kept[0]?.record).toMatchObject({ status: 204, isForwarded: true });
    expect(bed.kept[0]?.detail.forwards[0]).toMatchObject({
      status: 200,
      body_base64: Buffer.from('{"app":1}').toString('base64'),
    });
  });

  it('answers with what the app answered, where that is chosen', async () => {
    const app = await openApp((_, response) => {
      response.writeHead(418, { 'X-App': 'yes', 'Content-Type': 'text/plain' });
      response.end('teapot');
    });
    const bed = await open({
      forward_urls: [`http://127.0.0.1:${app.port}/hooks`],
      forward_use_answer: true,
    });
    const answer = await sendRaw(bed.port, post('/any?q=1', 'hi'));
    expect(answer).toMatch(/^HTTP\/1.1 418 [\s\S]*X-App: yes[\s\S]*\r\n\r\nteapot$/);
    expect(app.seen[0]?.line).toBe('POST /hooks?q=1');
    expect(bed.kept[0]?.record.status).toBe(418);
    expect(bed.kept[0]?.detail.answer).toMatchObject({ by: 'app', status: 418 });
  });

  it('holds captures while the app is down and sends them on in order when it is back', async () => {
    const gone = { port: await closedPort() };
    const bed = await open({
      forward_urls: [`http://localhost:${gone.port}`],
      forward_use_answer: true,
    });
    for (const number of [1, 2, 3, 4, 5]) {
      expect(await sendRaw(bed.port, post(`/${number}`, 'x'))).toMatch(/^HTTP\/1.1 204 /);
    }
    await expect.poll(() => bed.receiver.forwarder.held).toBe(5);
    await expect.poll(() => bed.kept[0]?.detail.forwards[0]?.state).toBe('held');
    expect(bed.kept[0]?.detail.forwards[0]?.text).toBe(
      `Nothing answers at http://localhost:${gone.port} (tried 127.0.0.1 and ::1). Is your app running? Held until it is back.`,
    );
    const back = await openApp((_, response) => response.end(), gone.port);
    await expect.poll(() => back.seen.length).toBe(5);
    expect(back.seen.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5].map((n) => `POST /${n}`));
    await expect
      .poll(() => bed.kept.map(({ detail }) => detail.forwards[0]?.state))
      .toEqual(Array(5).fill('answered'));
    await expect.poll(() => bed.receiver.forwarder.held).toBe(0);
  });

  it('goes on after a restart with what was held before it', async () => {
    const gone = { port: await closedPort() };
    const settings = { forward_urls: [`http://127.0.0.1:${gone.port}`] };
    const first = await open(settings);
    for (const number of [1, 2, 3]) {
      await sendRaw(first.port, post(`/${number}`, 'x'));
    }
    await expect
      .poll(() => first.kept.map(({ detail }) => detail.forwards[0]?.state))
      .toEqual(['held', 'held', 'held']);
    await first.receiver.close(0);
    const second = await open(settings, { captures: first.store });
    const back = await openApp((_, response) => response.end(), gone.port);
    await expect.poll(() => back.seen.length).toBe(3);
    expect(back.seen.map(({ line }) => line)).toEqual(['POST /1', 'POST /2', 'POST /3']);
    await expect
      .poll(() => first.kept.map(({ detail }) => detail.forwards[0]?.state))
      .toEqual(['answered', 'answered', 'answered']);
    await expect.poll(() => second.receiver.forwarder.held).toBe(0);
  });

  it('reaches an app that listens on ::1 only by the name localhost', async (context) => {
    const app = await openApp((_, response) => response.end(), 0, '::1').catch(() => undefined);
    if (!app) {
      context.skip('this machine has no IPv6 loopback');
      return;
    }
    const bed = await open({ forward_urls: [`http://localhost:${app.port}`] });
    await sendRaw(bed.port, post('/six', 'x'));
    await expect.poll(() => app.seen.length).toBe(1);
  });

  it('forwards to the targets of a rule instead', async () => {
    const one = await openApp((_, response) => response.end());
    const two = await openApp((_, response) => response.end());
    const bed = await open();
    const rule: RuleRecord = {
      id: 'rul_000000000001' as RuleRecord['id'],
      name: 'both',
      isOn: true,
      when: { path: '/both' },
      action: {
        answer: { status: 202, headers: [], body: '' },
        forward: {
          urls: [`http://127.0.0.1:${one.port}`, `http://127.0.0.1:${two.port}`],
          use_answer: false,
        },
      },
      position: 0,
    };
    await bed.stores.rules.put(rule);
    expect(await sendRaw(bed.port, post('/both', 'x'))).toMatch(/^HTTP\/1.1 202 /);
    await sendRaw(bed.port, post('/neither', 'x'));
    await expect.poll(() => one.seen.length + two.seen.length).toBe(2);
    await expect.poll(() => bed.kept[0]?.detail.forwards.length).toBe(2);
    expect(bed.kept[1]?.detail.forwards).toEqual([]);
  });
});

it('a receiver that forwards to itself stops after one round and says why', async () => {
  const bed = await open();
  bed.settings.forward_urls = [bed.url];
  await sendRaw(bed.port, post('/loop', 'x'));
  const texts = () =>
    bed.kept.flatMap(({ detail }) => detail.forwards.map(({ state, text }) => `${state}: ${text}`));
  await expect.poll(texts).toHaveLength(2);
  expect(bed.kept).toHaveLength(2);
  expect(texts().join()).toMatch(/answered: .*204.*failed: .*forwarded it to itself already/);
});
