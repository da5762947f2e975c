import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDialect, setUserDialects } from '../../../server/core/dialects/registry.ts';
import { loadUserDialects } from '../../../server/hosts/user-dialects.ts';

const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'X-Acme-Signature', prefix: 'sha256=' },
};

let dataDir = '';

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hookbench-dialects-'));
  await mkdir(join(dataDir, 'dialects'));
});

afterEach(async () => {
  setUserDialects([]);
  await rm(dataDir, { recursive: true });
});

const put = (name: string, value: unknown) =>
  writeFile(
    join(dataDir, 'dialects', name),
    typeof value === 'string' ? value : JSON.stringify(value),
  );

test('a file in the data folder is a dialect that signs and verifies', async () => {
  await put('acme.json', ACME);
  await put('notes.txt', 'not a dialect');
  await loadUserDialects(dataDir);
  const acme = findDialect('acme')!;
  const key = acme.importKey('a secret');
  const shaped = acme.shape({
    eventId: 'evt_1',
    deliveryId: 'evt_1',
    eventType: 'payment_received',
    dataText: '{"amount":1}',
    attempt: 1,
    eventAtMs: 0,
    nowMs: 0,
    url: 'https://example.com/',
  });
  const sealed = acme.seal({ request: shaped, deliveryId: 'evt_1', nowMs: 0, keys: [key] });
  const judged = acme.verify({ ...sealed, nowMs: 0, keys: [{ ...key, source: 'inbox' }] });
  expect(judged.verdict).toBe('valid');
});

test('without the folder there are none', async () => {
  await rm(join(dataDir, 'dialects'), { recursive: true });
  expect(await loadUserDialects(dataDir)).toEqual([]);
});

test.each([
  ['a field that is wrong', { ...ACME, name: '' }, /acme\.json: .*name: /],
  ['what is no JSON', '{', /acme\.json: /],
  ['an id that is built in', { ...ACME, id: 'stripe' }, /stripe is built in/],
])('nothing starts with %s', async (_what, value, text) => {
  await put('acme.json', value);
  await expect(loadUserDialects(dataDir)).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(text),
  });
});

test('nothing starts with one id in two files', async () => {
  await put('a.json', ACME);
  await put('b.json', ACME);
  await expect(loadUserDialects(dataDir)).rejects.toThrow(/b\.json: id: acme is in another file/);
});
