import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenAnywhere } from '../support/listening.ts';
import { openWholeServer, ownPorts, type WholeServer } from '../support/whole-server.ts';

const SECRET = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
const NOTHING_SENT = { total: 0, pending: 0, delivered: 0, failed: 0, cancelled: 0 };
const NOTHING = {
  events: 0,
  deliveries: NOTHING_SENT,
  attempts: 0,
  captures: { received: 0, stored: 0, pruned: 0, deleted: 0 },
};

let server: WholeServer;
let sink: Server;
/** Answers nothing until it is closed: an attempt that is under way. */
let hangingUrl: string;

beforeEach(async () => {
  sink = createServer();
  const port = await listenAnywhere(sink);
  hangingUrl = `http://127.0.0.1:${port}/hangs`;
  server = await openWholeServer({ stop_wait_ms: 200, ...(await ownPorts()) });
  await server.control('/api/inboxes', {
    method: 'POST',
    json: { path: '/in/kept', dialect: 'standard', secrets: [SECRET] },
  });
  await server.control('/api/rules', {
    method: 'POST',
    json: { name: 'Teapot', when: { path: '/tea' }, action: { answer: { status: 418 } } },
  });
  await server.control('/api/settings', { method: 'PATCH', json: { retention_captures: 1234 } });
  for (const url of [`${server.urls.receiver}/in/kept`, hangingUrl]) {
    await server.control('/api/subscriptions', {
      method: 'POST',
      json: {
        url,
        event_types: ['payment_received'],
        secret: SECRET,
        policy: { timeout_ms: 120_000 },
      },
    });
  }
  const body = 'a body that must not stay anywhere';
  await fetch(`${server.urls.receiver}/elsewhere`, { method: 'POST', body });
  await fetch(`${server.urls.receiver}/large`, { method: 'POST', body: body.repeat(9_000) });
  await server.control('/api/events', {
    method: 'POST',
    json: { event: 'payment_received', data: { text: body } },
  });
  // The ping and the event are with the one; the other answers neither.
  await expect.poll(async () => (await ledger()).captures.stored).toBe(4);
  await expect
    .poll(async () => (await ledger()).deliveries)
    .toMatchObject({ delivered: 2, pending: 2 });
});
afterEach(async () => {
  await server?.close();
  sink.closeAllConnections();
  sink.close();
});

const json = async (path: string) => (await server.control(path)).json;
const ledger = () => json('/api/ledger');
const erase = (body: unknown) => server.control('/api/erase', { method: 'POST', json: body });

/** Asks, and waits for the new start of the servers. */
async function eraseAndWait(scope: string): Promise<void> {
  const before = (await json('/api/state')).started_at;
  const answer = await erase({ scope, confirm: 'erase' });
  expect(answer.status, answer.text).toBe(202);
  expect(answer.json).toEqual({ scope });
  const startedAt = () =>
    json('/api/state').then(
      (state) => state.started_at,
      () => before,
    );
  await expect.poll(startedAt).not.toBe(before);
}

async function textsOnDisk(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

it('needs the token, a scope and the word', async () => {
  const open = await fetch(`${server.urls.control}/api/erase`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scope: 'everything', confirm: 'erase' }),
  });
  expect(open.status).toBe(401);
  const before = await ledger();
  for (const body of [{}, { scope: 'everything' }, { scope: 'all', confirm: 'erase' }]) {
    expect((await erase(body)).status).toBe(422);
  }
  const { status, json: problem } = await erase({ scope: 'everything', confirm: 'yes' });
  expect(status).toBe(422);
  expect(problem.errors).toEqual([
    { path: 'confirm', message: 'must be "erase": this cannot be undone' },
  ]);
  expect(await ledger()).toEqual(before);
});

it('traffic goes for good, with what is under way; what is configured stays and works', async () => {
  const { urls } = server;
  await eraseAndWait('traffic');
  expect(await ledger()).toEqual(NOTHING);
  expect(server.urls).toEqual(urls);
  for (const list of ['events', 'deliveries', 'captures', 'bursts']) {
    expect((await json(`/api/${list}`)).items, list).toEqual([]);
  }
  expect(await textsOnDisk(server.folder)).not.toContain('must not stay');
  expect((await json('/api/subscriptions')).total).toBe(2);
  expect((await json('/api/settings')).retention_captures).toBe(1234);
  expect((await fetch(`${urls.receiver}/tea`)).status).toBe(418);
  await server.control('/api/events', {
    method: 'POST',
    json: { event: 'payment_received', data: {} },
  });
  const verdicts = async () =>
    (await json('/api/captures?filter=path:/in/kept')).items.map(
      (item: { signature: { verdict: string } }) => item.signature.verdict,
    );
  await expect.poll(verdicts).toEqual(['valid']);
  await server.restart();
  expect((await ledger()).events).toBe(1);
});

it('everything goes: the next start is a first one', async () => {
  await eraseAndWait('everything');
  expect(await ledger()).toEqual(NOTHING);
  for (const list of ['subscriptions', 'rules', 'inboxes', 'views', 'publishers']) {
    expect((await json(`/api/${list}`)).items, list).toEqual([]);
  }
  expect((await json('/api/settings')).retention_captures).toBe(100_000);
  expect((await fetch(`${server.urls.receiver}/tea`)).status).toBe(204);
  expect(await textsOnDisk(server.folder)).not.toContain('must not stay');
});

it('two at once are one', async () => {
  const asked = { scope: 'traffic', confirm: 'erase' };
  const answers = await Promise.all([erase(asked), erase(asked)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  await expect.poll(() => ledger().catch(() => undefined)).toEqual(NOTHING);
});

describe('where the program dies', () => {
  const note = (scope: string) =>
    writeFile(join(server.folder, 'erase.json'), JSON.stringify({ version: 1, scope }));

  it('a start finishes what was begun, whatever was gone already', async () => {
    await server.stop();
    await note('everything');
    await rm(join(server.folder, 'deliveries'), { recursive: true });
    await rm(join(server.folder, 'captures'), { recursive: true });
    await mkdir(join(server.folder, 'captures'));
    await server.restart();
    expect(await ledger()).toEqual(NOTHING);
    expect((await json('/api/subscriptions')).total).toBe(0);
    expect(await readdir(server.folder)).not.toContain('erase.json');
    await fetch(`${server.urls.receiver}/new`, { method: 'POST', body: 'x' });
    await server.restart();
    expect((await ledger()).captures.stored).toBe(1);
  });

  it('a half-written note is no note: everything is still there', async () => {
    const before = await ledger();
    await server.stop();
    await writeFile(join(server.folder, 'erase.json.0.tmp'), '{"version":1,"sc');
    await server.restart();
    expect((await ledger()).captures.received).toBeGreaterThanOrEqual(before.captures.received);
    expect((await json('/api/subscriptions')).total).toBe(2);
  });
});
