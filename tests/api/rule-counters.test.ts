import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWholeServer, ownPorts, type WholeServer } from '../support/whole-server.ts';

const ANSWER = { status: 201 };
const ACTIONS = {
  '/fail': { answer: ANSWER, fail_first: { times: 2, per: 'event', answer: { status: 503 } } },
  '/sequence': { answer: ANSWER, sequence: [{ status: 401 }, { status: 402 }, { status: 403 }] },
  '/share': { answer: ANSWER, probability: { share: 0.5, seed: 7 } },
};

let server: WholeServer;
beforeEach(async () => {
  server = await openWholeServer(await ownPorts());
  for (const [path, action] of Object.entries(ACTIONS)) {
    const json = { name: path, when: { path }, action };
    expect((await server.control('/api/rules', { method: 'POST', json })).status).toBe(201);
  }
});
afterEach(() => server.close());

async function post(path: string, body = 'x') {
  return (await fetch(server.urls.receiver + path, { method: 'POST', body })).status;
}
async function postAll(path: string, times: number) {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) {
    found.push(await post(path));
  }
  return found;
}
const counts = async () =>
  (await server.control('/api/rules')).json.items.map(
    ({ name, hits, counter }: { name: string; hits: number; counter: number }) => ({
      name,
      hits,
      counter,
    }),
  );
const countersFile = () => join(server.folder, 'config', 'rule-counters.json');

describe('the counters of rules', () => {
  it('go on over a start where they stood: failures of an event, places of a sequence, dice', async () => {
    const whole = await postAll('/share', 40);
    for (const { id, name } of (await server.control('/api/rules')).json.items) {
      if (name === '/share') {
        await server.control(`/api/rules/${id}/reset`, { method: 'POST' });
      }
    }
    const before = await postAll('/share', 17);
    expect(await post('/fail', 'a')).toBe(503);
    expect(await postAll('/sequence', 2)).toEqual([401, 402]);
    const shown = await counts();
    await server.restart();
    expect(await counts()).toEqual(shown);
    expect([...before, ...(await postAll('/share', 23))]).toEqual(whole);
    expect([await post('/fail', 'a'), await post('/fail', 'a'), await post('/fail', 'b')]).toEqual([
      503, 201, 503,
    ]);
    expect(await postAll('/sequence', 2)).toEqual([403, 201]);
  });

  it('are stored while it runs, so that a kill costs the last seconds only', async () => {
    await post('/fail');
    const stored = async () => {
      const text = await readFile(countersFile(), 'utf8').catch(() => '{"tallies": []}');
      return JSON.parse(text).tallies.map(({ hits }: { hits: number }) => hits);
    };
    await expect.poll(stored).toContain(1);
  });

  it('stay away once they are reset or their rule is gone', async () => {
    await post('/fail');
    await post('/sequence');
    const [first, second] = (await server.control('/api/rules')).json.items;
    await server.control(`/api/rules/${first.id}/reset`, { method: 'POST' });
    await server.control(`/api/rules/${second.id}`, { method: 'DELETE' });
    await server.restart();
    expect(await counts()).toEqual([
      { name: '/fail', hits: 0, counter: 0 },
      { name: '/share', hits: 0, counter: 0 },
    ]);
    expect(await readFile(countersFile(), 'utf8')).not.toContain(second.id);
  });

  it('are gone with the traffic that was erased', async () => {
    await post('/fail');
    const before = (await server.control('/api/state')).json.started_at;
    const json = { scope: 'traffic', confirm: 'erase' };
    expect((await server.control('/api/erase', { method: 'POST', json })).status).toBe(202);
    const isNew = () =>
      server.control('/api/state').then(
        (state) => state.json.started_at !== before,
        () => false,
      );
    await expect.poll(isNew).toBe(true);
    expect((await counts())[0]).toEqual({ name: '/fail', hits: 0, counter: 0 });
  });

  it('start anew where their file is damaged; drafts that a kill left are removed', async () => {
    await post('/fail');
    await server.stop();
    const text = await readFile(countersFile(), 'utf8');
    await writeFile(countersFile(), text.replace('"hits":1', '"hits":8'));
    await writeFile(`${countersFile()}.x.tmp`, 'half');
    await server.restart();
    expect((await counts())[0]).toEqual({ name: '/fail', hits: 0, counter: 0 });
    const names = await readdir(join(server.folder, 'config'));
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
