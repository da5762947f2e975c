import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notFoundMiddleware } from '../../../server/http/bind-routes.ts';
import { problemsMiddleware } from '../../../server/http/problems.ts';
import { uiMiddleware } from '../../../server/http/ui.ts';
import { createMemoryLog, random } from '../../support/exposee-bed.ts';
import { listenAnywhere } from '../../support/listening.ts';

let outside: string;
const servers: Server[] = [];

async function serve(folder: string | undefined): Promise<string> {
  const app = new Koa();
  app.use(problemsMiddleware({ log: createMemoryLog(), random }));
  app.use(uiMiddleware(folder));
  app.use(notFoundMiddleware);
  const server = createServer(app.callback());
  servers.push(server);
  const port = await listenAnywhere(server);
  return `http://127.0.0.1:${port}`;
}

let url: string;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'hookbench-ui-'));
  const folder = join(outside, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(outside, 'secret.txt'), 'secret');
  await mkdir(join(outside, 'renderer-other'));
  await writeFile(join(outside, 'renderer-other', 'x.js'), 'secret');
  await writeFile(join(folder, 'index.html'), '<p>window</p>');
  await writeFile(join(folder, 'assets', 'index-1a2b.js'), 'let a;');
  url = await serve(folder);
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(outside, { recursive: true, force: true });
});

describe('the files of the window', () => {
  it.each(['/', '/index.html', '/deliveries', '/deliveries/dlv_1?x=1'])(
    'answers its page at %s',
    async (path) => {
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([200, '<p>window</p>']);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('forbids everything that is not its own', async () => {
    const policy = (await fetch(url)).headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy.split('; ')).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it('lets browsers keep what carries a hash', async () => {
    const response = await fetch(`${url}/assets/index-1a2b.js`);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const head = await fetch(`${url}/assets/index-1a2b.js`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '6']);
  });

  it.each([
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..%2frenderer-other%2fx.js',
    '/assets/no.js',
    '/assets/index-1a2b.js%00.html',
  ])('does not serve %s', async (path) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret"');
  });

  it('never stands in for the API', async () => {
    for (const path of ['/api', '/api/state', '/metrics']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });

  it('says what to do where it is not built', async () => {
    const bare = await serve(undefined);
    const response = await fetch(`${bare}/`);
    expect(response.status).toBe(503);
    expect((await response.json()).detail).toContain('npm run build');
  });
});
