import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../server/hosts/config.ts';
import { startHeadless } from '../../server/hosts/headless.ts';
import { startServer } from '../../server/hosts/start-server.ts';
import { seededRandom } from '../crash/seeded-random.ts';
import { PATIENCE } from '../support/patience.ts';

/** HOOKBENCH_DAMAGE_SEEDS=200 asks for more. */
const SEEDS = Number(process.env.HOOKBENCH_DAMAGE_SEEDS ?? 40);
const CAPTURES = 40;
const STARRED = 5;

async function open(folder: string) {
  const warned: string[] = [];
  const ports = { control_port: 0, exposee_port: 0, receiver_port: 0 };
  const config = loadConfig({
    flags: { ...ports, data: folder, log_level: 'silent', stop_wait_ms: 200 },
    env: { HOOKBENCH_DATA_KEY: Buffer.alloc(32, 7).toString('base64') },
    cwd: folder,
  });
  const server = await startHeadless(config, { startServer, warn: (text) => warned.push(text) });
  const api = async (path: string, method = 'GET', json?: object) => {
    const answer = await fetch(server.urls.control + path, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      ...(json ? { body: JSON.stringify(json) } : {}),
    });
    // A body whose file became shorter ends in the middle: that is seen, and nobody waits for it.
    const bytes = await answer.arrayBuffer().catch(() => undefined);
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    const text = bytes && Buffer.from(bytes).toString();
    return {
      status: answer.status,
      size: bytes?.byteLength,
      json: isJson ? JSON.parse(text ?? '') : undefined,
    };
  };
  return { ...server, api, warned };
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const KINDS = ['one byte', 'ten bytes', 'noise at the end', 'the end cut off'] as const;

/** Spoils every file of a data folder in the way of its seed. */
async function spoil(folder: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  for (const path of await filesOf(folder)) {
    const bytes = await readFile(path);
    const kind = KINDS[seed % KINDS.length];
    if (kind === 'the end cut off') {
      await writeFile(path, bytes.subarray(0, below(bytes.length)));
    } else if (kind === 'noise at the end') {
      await writeFile(
        path,
        Buffer.concat([bytes, Buffer.from(Array.from({ length: 30 }, () => below(256)))]),
      );
    } else {
      for (let count = kind === 'one byte' ? 1 : 10; count > 0 && bytes.length > 0; count -= 1) {
        bytes[below(bytes.length)] = below(256);
      }
      await writeFile(path, bytes);
    }
  }
}

describe('a data folder whose files were damaged', () => {
  let sound: string;

  beforeAll(async () => {
    sound = await mkdtemp(join(tmpdir(), 'hookbench-sound-'));
    const { api, urls, stop } = await open(sound);
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
    await api('/api/inboxes', 'POST', { path: '/in/a', secrets, dialect: 'standard' });
    const when = { path: '/rule/*' };
    await api('/api/rules', 'POST', { name: 'r', when, action: { answer: { status: 418 } } });
    for (let index = 0; index < CAPTURES; index += 1) {
      const body = Buffer.alloc(index % 20 === 0 ? 100_000 : 50 + index, 65 + (index % 26));
      await fetch(`${urls.receiver}/x/${index}`, { method: 'POST', body });
    }
    const { items } = (await api(`/api/captures?limit=${STARRED}`)).json;
    for (const { id } of items) {
      await api(`/api/captures/${id}`, 'PATCH', { is_starred: true });
    }
    const url = `${urls.receiver}/hook`;
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const wish = { url, event_types: ['payment_received'] };
    await fetch(`${urls.exposee}/webhooks/register`, { ...json, body: JSON.stringify(wish) });
    for (let index = 0; index < 5; index += 1) {
      const body = JSON.stringify({ event: 'payment_received', data: { index } });
      await fetch(`${urls.exposee}/trigger`, { ...json, body });
    }
    const delivered = async () => (await api('/api/ledger')).json.deliveries.delivered;
    await vi.waitFor(async () => expect(await delivered()).toBe(6), PATIENCE);
    await stop();
  });

  afterAll(() => rm(sound, { recursive: true, force: true }));

  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'starts, says what was lost and keeps the rest: seed %i',
    async (seed) => {
      const folder = await mkdtemp(join(tmpdir(), 'hookbench-damaged-'));
      await cp(sound, folder, { recursive: true });
      await spoil(folder, seed);
      const first = await open(folder);
      try {
        const { captures, deliveries } = (await first.api('/api/ledger')).json;
        expect(captures.received).toBe(captures.stored + captures.pruned + captures.deleted);
        const { total, pending, delivered, failed, cancelled } = deliveries;
        expect(total).toBe(pending + delivered + failed + cancelled);
        const page = (await first.api('/api/captures?limit=1000')).json;
        expect(page.total).toBe(captures.stored);
        for (const { id, size } of page.items) {
          expect((await first.api(`/api/captures/${id}`)).status).toBe(200);
          const body = await first.api(`/api/captures/${id}/body`);
          expect([size, undefined]).toContain(body.status === 200 ? body.size : undefined);
        }
        for (const list of [
          'rules',
          'inboxes',
          'subscriptions',
          'deliveries',
          'events',
          'settings',
          'traces',
        ]) {
          expect((await first.api(`/api/${list}`)).status, list).toBe(200);
        }
        const { warnings } = (await first.api('/api/state')).json;
        const codes = warnings.map(({ code }: { code: string }) => code);
        // 40 requests and 6 deliveries were stored: fewer now have to be said.
        if (captures.stored < CAPTURES + 6) {
          expect(codes).toContain('data_damaged');
        }
        const sent = await fetch(`${first.urls.receiver}/new`, { method: 'POST', body: 'new' });
        expect(sent.status).toBe(204);
        await first.stop();
        const second = await open(folder);
        expect((await second.api('/api/ledger')).json.captures.stored).toBe(captures.stored + 1);
        expect((await second.api('/api/captures?limit=1')).json.items[0].path).toBe('/new');
        await second.stop();
      } finally {
        await first.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  it('shows no body whose bytes changed on the disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hookbench-damaged-'));
    await cp(sound, folder, { recursive: true });
    for (const path of (await filesOf(folder)).filter((name) => name.endsWith('.body'))) {
      const bytes = await readFile(path);
      await writeFile(path, bytes.with(99, (bytes[99] ?? 0) ^ 1));
    }
    const { api, stop } = await open(folder);
    try {
      const { items } = (await api('/api/captures?limit=1000&filter=size:>65536')).json;
      expect(items).toHaveLength(CAPTURES / 20);
      for (const { id } of items) {
        const body = await api(`/api/captures/${id}/body`);
        expect(body.status).toBe(503);
        expect(body.json.detail).toContain('damaged on disk: from byte 0 on');
        const replay = { url: 'http://127.0.0.1:9/', mode: 'exact' };
        const replayed = await api(`/api/captures/${id}/replay`, 'POST', replay);
        expect(replayed.json.detail).toContain('damaged on disk');
      }
    } finally {
      await stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('says nothing of damage where there is none', async () => {
    const { api, stop } = await open(sound);
    expect((await api('/api/state')).json.warnings).toEqual([]);
    await stop();
  });
});
