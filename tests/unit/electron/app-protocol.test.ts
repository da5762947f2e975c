import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppProtocolHandler, resolveAppFile } from '../../../electron/app-protocol.ts';

let folder: string;
let rendererDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
  rendererDir = join(folder, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<title>start</title>');
  await writeFile(join(rendererDir, 'assets/index.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'secret');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function answer(url: string, method = 'GET', control?: string): Promise<Response> {
  const handler = createAppProtocolHandler({ rendererDir, controlOrigin: () => control });
  return handler({ url, method });
}

test('files are answered with their type', async () => {
  const response = await answer('app://hookbench/assets/index.js');
  expect(response.headers.get('content-type')).toContain('text/javascript');
  expect(await response.text()).toBe('export {};');
});

test.each(['/', '/inbox', '/deliveries/dlv_1?tab=signature'])(
  '%s is the start page',
  async (path) => {
    expect(await (await answer(`app://hookbench${path}`)).text()).toContain('start');
  },
);

test('every answer carries the policy, with the control listener as only address', async () => {
  const control = 'http://127.0.0.1:4780';
  for (const path of ['/', '/assets/index.js', '/missing.js']) {
    const { headers } = await answer(`app://hookbench${path}`, 'GET', control);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const page = await answer('app://hookbench/', 'GET', control);
  expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ${control};`);
});

test.each([
  'app://hookbench/../secret.txt',
  'app://hookbench/%2e%2e/secret.txt',
  'app://hookbench/..%2fsecret.txt',
  'app://hookbench/assets/..%2f..%2fsecret.txt',
  'app://hookbench/..%5csecret.txt',
  'app://hookbench/%00.txt',
  'app://hookbench/%zz.txt',
  'app://other/index.html',
  'file:///etc/passwd.txt',
])('%s leads to no file outside', async (url) => {
  const response = await answer(url);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('secret');
});

test('a resolved file always lies inside of the built window', () => {
  expect(resolveAppFile(rendererDir, 'app://hookbench/assets/index.js')).toBe(
    join(rendererDir, 'assets', 'index.js'),
  );
  expect(resolveAppFile(rendererDir, 'app://hookbench/..%2f..%2fx.txt')).toBeUndefined();
});

test('anything but reading is refused', async () => {
  expect((await answer('app://hookbench/', 'POST')).status).toBe(405);
});
