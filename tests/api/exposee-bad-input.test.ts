import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exposeeRoutes } from '../../server/contract/exposee-routes.ts';
import { ProblemSchema } from '../../server/contract/problem.ts';
import { badRequestsOf } from '../support/bad-input.ts';
import { createExposeeBed, type ExposeeBed } from '../support/exposee-bed.ts';

let bed: ExposeeBed;
beforeAll(async () => {
  bed = await createExposeeBed();
});
afterAll(() => bed.close());

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const text = await response.text();
  expect(text).not.toMatch(/\bat .+:\d+:\d+/);
  const problem = ProblemSchema.parse(JSON.parse(text));
  expect(problem.status).toBe(response.status);
  expect(problem.type).toBe(`urn:hookbench:problem:${problem.code}`);
  return problem;
}

function send(method: string, path: string, type: string | undefined, body: BodyInit) {
  // A body of bytes: fetch would add a content type to a text.
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  return fetch(bed.url + path, { method, headers, body: bytes });
}

const cases = badRequestsOf(exposeeRoutes);

describe('bad input to every route of the exposee', () => {
  it('is tried in enough ways', () => {
    expect(cases.length).toBeGreaterThan(200);
  });

  it.each(cases.map((bad) => [bad.name, bad] as const))('%s', async (_, bad) => {
    const problem = await problemOf(await send(bad.method, bad.path, bad.type, bad.body));
    expect(problem.status).toBe(bad.status);
    if (bad.errorPath !== undefined) {
      const paths = problem.errors?.map(({ path }) => path) ?? [];
      expect(paths.some((path) => path.startsWith(bad.errorPath ?? ''))).toBe(true);
    }
  });

  it('has changed nothing', () => {
    expect(bed.published).toEqual([]);
    expect(bed.stores.subscriptions.all()).toEqual([]);
    expect(bed.stores.triggerHooks.all()).toEqual([]);
    expect(bed.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('paths of errors', () => {
  it.each([
    ['POST', '/trigger', { event: 'nope', data: 1 }, 'event'],
    ['POST', '/trigger', { event: 'a b', data: 1 }, 'event'],
    ['POST', '/trigger', { event: 'x'.repeat(129), data: 1 }, 'event'],
    ['POST', '/trigger', { event: 'ping' }, 'data'],
    ['POST', '/trigger', { event: 'ping', data: 1, id: 'a b' }, 'id'],
    ['POST', '/trigger', { event: 'ping', data: 1, id: null }, 'id'],
    [
      'POST',
      '/webhooks/register',
      { url: 'http://x/', event_types: ['ping', 7] },
      'event_types[1]',
    ],
    ['POST', '/webhooks/register', { url: 'http://x/', event_types: [] }, 'event_types'],
    [
      'POST',
      '/webhooks/register',
      { url: 'http://x/', event_types: ['ping', 'no pe'] },
      'event_types[1]',
    ],
    [
      'POST',
      '/webhooks/register',
      { url: 'http://x/', event_types: ['ping'], headers: { 'X-A': 'a\r\nX-B: b' } },
      'headers.X-A',
    ],
    [
      'POST',
      '/webhooks/register',
      { url: 'http://x/', event_types: ['ping'], headers: { 'bad name': 'a' } },
      'headers["bad name"]',
    ],
    [
      'POST',
      '/webhooks/register',
      { url: 'http://x/', event_types: ['ping'], headers: { 'webhook-id': 'a' } },
      'headers.webhook-id',
    ],
    [
      'POST',
      '/webhooks/register',
      { url: 'http://x/', event_types: ['ping'], secret: 'whsec_!' },
      'secret',
    ],
    ['POST', '/register', { url: 'http://x/', event: 'nope' }, 'event'],
    ['POST', '/register', { url: 'http://169.254.169.254/latest', event: 'ping' }, 'url'],
    ['POST', '/register', { url: 'http://2852039166/latest', event: 'ping' }, 'url'],
    ['POST', '/register', { url: 'http://[fe80::1]/', event: 'ping' }, 'url'],
    ['POST', '/register', { url: 'http://x:99999/', event: 'ping' }, 'url'],
  ])('%s %s %j is at %s', async (method, path, body, where) => {
    const response = await send(method, path, 'application/json', JSON.stringify(body));
    const { status, errors } = await problemOf(response);
    expect([status, errors?.[0]?.path]).toEqual([422, where]);
  });

  it('of invalid JSON name position, line and column', async () => {
    const response = await send('POST', '/trigger', 'application/json', '{\n  "event": tru\n}');
    const { code, detail } = await problemOf(response);
    expect(code).toBe('invalid_json');
    expect(detail).toContain('position 13 (line 2, column 12)');
  });
});

describe('bodies that are sent in odd ways', () => {
  it('are refused where they are no UTF-8', async () => {
    const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const { status, code } = await problemOf(
      await send('POST', '/webhook', 'application/json', bytes),
    );
    expect([status, code]).toEqual([400, 'invalid_json']);
  });

  it('are refused where they are compressed', async () => {
    const response = await fetch(`${bed.url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{}',
    });
    expect((await problemOf(response)).status).toBe(415);
  });

  it('are refused at 1 MiB also where no length is announced, and the connection goes on', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x20);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        return sent > 40 ? controller.close() : controller.enqueue(chunk);
      },
    });
    const response = await fetch(`${bed.url}/trigger`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect((await problemOf(response)).code).toBe('body_too_large');
    expect((await fetch(`${bed.url}/healthz`)).status).toBe(200);
  });

  it('are refused before they are sent where the announced length is absurd', async () => {
    const answer = await rawAnswer(
      'POST /trigger HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('body_too_large');
  });

  it('do not reach the prototype of anything', async () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const { status } = await send('POST', '/webhook', 'application/json', text);
    expect(status).toBe(200);
    expect(Object.keys({}).concat(Object.getOwnPropertyNames(Object.prototype))).not.toContain(
      'polluted',
    );
    expect(bed.stores.triggerHooks.all()[0]?.argumentsText).toBe(text);
  });
});

function rawAnswer(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(bed.port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
