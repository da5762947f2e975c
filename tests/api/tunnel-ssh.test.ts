import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TunnelStartSchema } from '../../server/contract/tunnel.ts';
import { closedPort } from '../support/listening.ts';
import { openRawClient } from '../support/raw-client.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { type SshHost, startSshHost, writeHostKey, writeSshProgram } from '../support/ssh-host.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const providers = requirePart('providers');
const ssh = requirePart('ssh');

/** ssh serves nobody whose number the system does not know, as in some containers. */
function hasAccount(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** Every byte, in an order that is no UTF-8. */
const BYTES = Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 7 + 128) % 256));

// The real `ssh` as a child of the whole program, against a tunnel host made of npm's `ssh2`.
// The `ssh` that it finds is a shell script around the real one, which Windows would not run.
describe.skipIf(
  providers.isMissing || ssh.isMissing || process.platform === 'win32' || !hasAccount(),
)('the preset ssh', () => {
  const path = process.env.PATH;
  let folder: string;
  let knownHosts: string;
  let key: string;
  let host: SshHost;
  let server: WholeServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-ssh-'));
    knownHosts = await writeSshProgram(pathOf(ssh), folder);
    key = await writeHostKey(pathOf(providers), join(folder, 'host-key'));
    // A port that nobody else comes by while the host is away.
    host = await startSshHost(pathOf(providers), key, { port: await closedPort() });
    process.env.PATH = [folder, path].join(delimiter);
    server = await openWholeServer();
  });

  afterAll(async () => {
    process.env.PATH = path;
    await server?.close();
    await host?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const state = async () => (await server.control('/api/tunnel')).json;
  const becomes = (wanted: object) => expect.poll(state, { timeout: 60_000 }).toMatchObject(wanted);
  const start = () =>
    server.control('/api/tunnel', {
      method: 'PUT',
      json: { preset: 'ssh', ssh_host: 'nokey@127.0.0.1', ssh_port: host.port },
    });
  const restartHost = async (options: { keyFile?: string; refuses?: boolean } = {}) => {
    const { keyFile = key, ...more } = options;
    await host.stop();
    host = await startSshHost(pathOf(providers), keyFile, { port: host.port, ...more });
  };

  /** Through the tunnel: to the host's own port, with its name in Host. */
  async function send(url: string, request: string, body: Uint8Array = Buffer.alloc(0)) {
    const { host: name, port } = new URL(url);
    const client = await openRawClient(Number(port));
    const head = `Host: ${name}\r\nContent-Length: ${body.length}\r\nConnection: close`;
    client.write(Buffer.concat([Buffer.from(`${request}\r\n${head}\r\n\r\n`), body]));
    await client.closed;
    return client.received();
  }

  it('reads the URL that the host tells, and remembers the key of a host seen for the first time', async () => {
    expect((await start()).json).toMatchObject({ state: 'starting', preset: 'ssh' });
    await becomes({ state: 'up' });
    const { url, text } = await state();
    expect(url).toMatch(/^http:\/\/bench\.localhost:\d+$/);
    expect(text).toBe(`ssh leads ${url} to this receiver.`);
    expect((await server.control('/api/settings')).json.receiver_public_url).toBe(url);
    expect(await readFile(knownHosts, 'utf8')).toContain(`[127.0.0.1]:${host.port} ssh-ed25519 `);
  });

  it('leads any bytes to the receiver, with the public Host', async () => {
    const { url } = await state();
    expect(await send(url, 'PUT /in/a?x=%20b&x HTTP/1.1', BYTES)).toMatch(/^HTTP\/1\.1 204 /);
    const [item] = (await server.control('/api/captures')).json.items;
    expect(item).toMatchObject({ method: 'PUT', size: BYTES.length });
    const detail = (await server.control(`/api/captures/${item.id}`)).json;
    expect(detail.url).toBe(`${url}/in/a?x=%20b&x`);
    const response = await fetch(`${server.urls.control}/api/captures/${item.id}/body`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  });

  it('does not open the integrator routes to who comes through it', async () => {
    const { url } = await state();
    expect(await send(url, 'GET /ping HTTP/1.1')).toMatch(/^HTTP\/1\.1 204 /);
    const stranger = await send(url, 'POST /register-webhook HTTP/1.1', Buffer.from('{}'));
    expect(stranger).toMatch(/^HTTP\/1\.1 204 /);
    expect((await server.control('/api/subscriptions')).json.total).toBe(0);
  });

  it('is examined by signed probes: this way changes nothing', async () => {
    const { json } = await server.control('/api/tunnel/diagnose', { method: 'POST', json: {} });
    expect(json).toMatchObject({ is_reachable: true, status: 200 });
    // How fast it is, is this machine's affair.
    const faults = json.findings.filter(({ is_ok }: { is_ok: boolean }) => !is_ok);
    expect(faults.filter(({ what }: { what: string }) => what !== 'speed')).toEqual([]);
  });

  it('comes back by itself after the host was away, and moves what was under its old URL', async () => {
    const { url } = await state();
    const json = { url: `${url}/in/a?k=v`, event_types: ['payment_received'] };
    const registered = await server.exposee('/webhooks/register', { method: 'POST', json });
    expect(registered.status).toBe(201);
    await host.stop();
    await becomes({ state: 'waiting', url: null });
    expect((await state()).text).toMatch(/^ssh is down: it ended with code 255\./);
    host = await startSshHost(pathOf(providers), key, { port: host.port });
    await becomes({ state: 'up', previous_url: url, registered_under_previous: 1 });
    const now = (await state()).url;
    expect(now).not.toBe(url);
    const moved = await server.control('/api/tunnel/move-registrations', { method: 'POST' });
    expect(moved.json).toEqual({ moved: 1 });
    const [subscription] = (await server.control('/api/subscriptions')).json.items;
    expect(subscription.url).toBe(`${now}/in/a?k=v`);
    expect(await send(now, 'GET /again HTTP/1.1')).toContain(' 204 ');
  });

  it('leads nowhere while the host shows another key than the one it had, and says why', async () => {
    const other = await writeHostKey(pathOf(providers), join(folder, 'other-key'));
    const before = await readFile(knownHosts, 'utf8');
    await restartHost({ keyFile: other });
    await becomes({ state: 'waiting', url: null });
    await expect
      .poll(async () => (await state()).output.join('\n'))
      .toMatch(/REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*Host key verification failed/);
    expect(await readFile(knownHosts, 'utf8')).toBe(before);
  });

  it('is down where the host does not forward', async () => {
    await restartHost({ refuses: true });
    expect((await start()).status).toBe(200);
    await becomes({ state: 'waiting', url: null });
    expect((await state()).output.join('\n')).toMatch(/Error: remote port forwarding failed/);
  });

  it('ends with its program when it is stopped', async () => {
    await restartHost();
    await start();
    await becomes({ state: 'up' });
    const { url } = await state();
    const stopped = await server.control('/api/tunnel', { method: 'DELETE' });
    expect(stopped.json).toMatchObject({ state: 'off', url: null });
    expect((await server.control('/api/settings')).json.receiver_public_url).toBeNull();
    await expect
      .poll(() =>
        send(url, 'GET / HTTP/1.1').then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
  });
});

describe('the address of a tunnel host', () => {
  it.each(['-oProxyCommand', '-E.log', '-l@host', 'user@-host', 'a b', 'host;ls'])(
    'is never an option of ssh or more than a host: %s is refused',
    (host) => {
      const wish = { preset: 'ssh', ssh_host: host };
      expect(TunnelStartSchema.safeParse(wish).success).toBe(false);
    },
  );

  it.each(['localhost.run', 'nokey@localhost.run', '_a.b-c@10.0.0.1'])('may be %s', (host) => {
    expect(TunnelStartSchema.safeParse({ preset: 'ssh', ssh_host: host }).success).toBe(true);
  });
});
