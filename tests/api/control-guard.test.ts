import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlRoutes } from '../../server/contract/control-routes.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
beforeAll(async () => {
  server = await openWholeServer();
});
afterAll(() => server.close());

interface RawAnswer {
  status: number;
  code: string;
  detail: string;
  headers: NodeJS.Dict<string | string[]>;
}

/** A request with headers that fetch would not let through. */
function rawCall(path: string, headers: Record<string, string>, method = 'GET') {
  const { port } = new URL(server.urls.control);
  return new Promise<RawAnswer>((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      headers,
      setHost: headers.host === undefined,
    };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => {
        const isProblem = response.headers['content-type'] === 'application/problem+json';
        const { code, detail } = isProblem ? JSON.parse(text) : { code: '', detail: '' };
        resolve({ status: response.statusCode ?? 0, code, detail, headers: response.headers });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

describe('the guard', () => {
  const withToken = (more: Record<string, string> = {}) => ({
    authorization: `Bearer ${server.token}`,
    ...more,
  });
  const open = new Set(['createSession']);

  it.each(Object.entries(controlRoutes).filter(([id]) => !open.has(id)))(
    'closes %s without the token',
    async (_, route) => {
      const path = route.path.replace(/\{\w+\}/g, 'x');
      const { status, code } = await rawCall(path, {}, route.method);
      expect([status, code]).toEqual([401, 'unauthorized']);
    },
  );

  it('says where the token is found, missing or wrong, and nothing of it', async () => {
    const missing = await rawCall('/api/state', {});
    expect(missing.detail).toMatch(/^The token is missing: send "Authorization: Bearer TOKEN"\. /);
    const wrong = await rawCall('/api/state', { authorization: 'Bearer of-yesterday' });
    expect(wrong.detail).toMatch(/^The token is wrong: it is new at every start\. /);
    for (const { detail } of [missing, wrong]) {
      expect(detail).toContain('in the file "token" of its data folder and prints it with --json');
      expect(detail).not.toContain(server.token);
      expect(detail).not.toContain('of-yesterday');
    }
  });

  it.each([
    ['POST', '/API/demo'],
    ['PATCH', '/Api/settings'],
    ['POST', '/aPI/captures/delete'],
    ['POST', '/api/subscriptions/sub_0123456789/Reveal-Secret'],
    ['DELETE', '/API/demo/'],
    ['POST', '//api/demo'],
    ['POST', '/%61pi/demo'],
    ['POST', '/nowhere'],
  ])('closes %s %s: no spelling of a path leads past it', async (method, path) => {
    expect((await rawCall(path, {}, method)).status).toBe(401);
  });

  it('serves a route under its own spelling only', async () => {
    const { status, code } = await rawCall('/API/demo', withToken(), 'POST');
    expect([status, code]).toEqual([404, 'route_not_found']);
  });

  it.each(['/api/stream', '/api/openapi.json', '/metrics', '/api', '/api/nope'])(
    'closes %s too',
    async (path) => {
      expect((await rawCall(path, {})).status).toBe(401);
    },
  );

  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', ''])(
    'refuses the Host %j, token or not',
    async (host) => {
      for (const headers of [withToken({ host }), { host }]) {
        const { status, code } = await rawCall('/api/state', headers);
        // Without a Host Node itself answers 400 before anything of ours is asked.
        expect([403, 400]).toContain(status);
        expect(['forbidden_host', '']).toContain(code);
      }
    },
  );

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'app://other', 'http://localhost'])(
    'refuses the Origin %s, token or not',
    async (origin) => {
      for (const headers of [withToken({ origin }), { origin }]) {
        const { status, code } = await rawCall('/api/state', headers);
        expect([status, code]).toEqual([403, 'forbidden_origin']);
      }
    },
  );

  it('refuses a wrong token, and a right one in the address', async () => {
    expect((await rawCall('/api/state', { authorization: 'Bearer x' })).status).toBe(401);
    expect((await rawCall('/api/state', { authorization: server.token })).status).toBe(401);
    expect((await rawCall(`/api/state?token=${server.token}`, {})).status).toBe(401);
  });

  it('lets its own pages and the desktop window in, the latter across origins', async () => {
    expect((await rawCall('/api/state', withToken({ origin: server.urls.control }))).status).toBe(
      200,
    );
    const desktop = await rawCall('/api/state', withToken({ origin: 'app://hookbench' }));
    expect(desktop.status).toBe(200);
    expect(desktop.headers['access-control-allow-origin']).toBe('app://hookbench');
    const preflight = await rawCall(
      '/api/state',
      { origin: 'app://hookbench', 'access-control-request-method': 'PATCH' },
      'OPTIONS',
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
  });

  it('trades a one-time code for the token, once', async () => {
    const code = new URL(server.windowUrl()).hash.replace('#code=', '');
    const trade = () =>
      server.control('/api/session', {
        method: 'POST',
        json: { code },
        headers: { authorization: '' },
      });
    expect((await trade()).json).toEqual({ token: server.token });
    expect((await trade()).status).toBe(401);
  });
});
