import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTunnelProgram } from '../../server/adapters/tunnel/child-program.ts';
import type { SettingsChange } from '../../server/contract/settings.ts';
import type { SubscriptionRecord } from '../../server/core/records.ts';
import { findTunnelUrl } from '../../server/core/tunnel-presets.ts';
import { createTunnel } from '../../server/flows/tunnel.ts';
import { openFaultyProxy } from '../support/faulty-proxy.ts';
import { createMemoryStores } from '../support/memory-stores.ts';
import { silentLog } from '../support/receiver-bed.ts';
import { openWholeReceiver } from '../support/whole-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

/** A clock whose timers fire when they are told to; wall time goes on. */
function steppedClock() {
  const timers: { atMs: number; call: () => void }[] = [];
  let nowMs = 1_700_000_000_000;
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    after: (delayMs: number, call: () => void) => {
      const timer = { atMs: nowMs + delayMs, call };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    advance: (ms: number) => {
      nowMs += ms;
      for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.call();
      }
    },
    waiting: () => timers.map(({ atMs }) => atMs - nowMs),
  };
}

/** A tunnel over a program named like cloudflared that does what `script` says. */
async function open(script: string, port = 4321, beforeStored = async () => undefined as unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-tunnel-'));
  const path = join(folder, 'cloudflared');
  await writeFile(path, `#!${process.execPath}\n${script}`);
  await chmod(path, 0o755);
  const clock = steppedClock();
  const settings = { exposee_public_url: null, receiver_public_url: null as string | null };
  const stores = createMemoryStores();
  const tunnel = createTunnel({
    program: createTunnelProgram({
      PATH: [folder, '/usr/bin', '/bin'].join(delimiter),
      HOOKBENCH_TOKEN: 'secret',
      HOME: folder,
    }),
    clock,
    log: silentLog,
    feed: { changed: () => undefined },
    subscriptions: stores.subscriptions,
    settings: () => settings,
    changeSettings: async (change: SettingsChange) => {
      await beforeStored();
      Object.assign(settings, change);
    },
    portOf: () => port,
  });
  closers.push(
    () => rm(folder, { recursive: true, force: true }),
    () => tunnel.close(),
  );
  return { tunnel, clock, settings, stores, folder };
}

const announce = (url: string) => `console.error('INF |  ${url}  |');`;
const STAY = 'setInterval(() => {}, 1000);';

describe('tunnel presets', () => {
  it.each([
    ['cloudflared', 'INF |  https://a-b-c.trycloudflare.com  |', 'https://a-b-c.trycloudflare.com'],
    ['cloudflared', 'ERR https://api.trycloudflare.com/tunnel failed', undefined],
    [
      'ngrok',
      '{"msg":"started tunnel","url":"https://x.ngrok-free.app"}',
      'https://x.ngrok-free.app',
    ],
    ['localtunnel', 'your url is: https://red-cat.loca.lt', 'https://red-cat.loca.lt'],
    [
      'ssh',
      'abc.lhr.life tunneled with tls termination, https://abc.lhr.life',
      'https://abc.lhr.life',
    ],
    ['ssh', 'Forwarding HTTP traffic from https://abc.serveo.net', 'https://abc.serveo.net'],
    ['ssh', 'To set up a key: https://localhost.run/docs/', undefined],
  ] as const)('%s: %s', (preset, line, url) => {
    expect(findTunnelUrl(preset, line)).toBe(url);
  });
});

// The fake program is a script with a shebang line, which Windows does not run.
describe.skipIf(process.platform === 'win32')('tunnel', () => {
  it('says which programs are installed, and refuses to start one that is not', async () => {
    const { tunnel } = await open(STAY);
    const states = tunnel.state().presets;
    expect(states.find(({ preset }) => preset === 'cloudflared')?.is_installed).toBe(true);
    expect(states.find(({ preset }) => preset === 'ngrok')).toMatchObject({ is_installed: false });
    expect(tunnel.state()).toMatchObject({ state: 'off', text: 'No tunnel runs.' });
    await expect(tunnel.start({ preset: 'ngrok', role: 'receiver' })).rejects.toThrow(
      'ngrok is not installed',
    );
  });

  it('reads the URL, makes it the public one, and takes it back when stopped', async () => {
    const { tunnel, settings } = await open(announce('https://one.trycloudflare.com') + STAY);
    const started = await tunnel.start({ preset: 'cloudflared', role: 'receiver' });
    expect(started).toMatchObject({ state: 'starting', url: null });
    await expect.poll(() => tunnel.state().state).toBe('up');
    expect(tunnel.state().text).toBe(
      'cloudflared leads https://one.trycloudflare.com to this receiver.',
    );
    expect(settings.receiver_public_url).toBe('https://one.trycloudflare.com');
    expect(tunnel.state().output.join()).toContain('INF');
    await tunnel.stop();
    expect(tunnel.state().state).toBe('off');
    expect(settings.receiver_public_url).toBeNull();
  });

  it('is up only once its URL is the public one, and leaves none behind when it is stopped meanwhile', async () => {
    const URL_OF = 'https://one.trycloudflare.com';
    let goOn: () => void = () => undefined;
    let asked = 0;
    const { tunnel, settings } = await open(announce(URL_OF) + STAY, 4321, () => {
      asked += 1;
      return asked > 2 ? Promise.resolve() : new Promise<void>((resolve) => (goOn = resolve));
    });
    await tunnel.start({ preset: 'cloudflared', role: 'receiver' });
    await expect.poll(() => asked).toBe(1);
    expect(tunnel.state().state).toBe('starting');
    goOn();
    await expect.poll(() => tunnel.state().state).toBe('up');
    expect(settings.receiver_public_url).toBe(URL_OF);
    settings.receiver_public_url = null;
    await tunnel.start({ preset: 'cloudflared', role: 'receiver' });
    await expect.poll(() => asked).toBe(2);
    await tunnel.stop();
    goOn();
    await expect.poll(() => asked).toBe(3);
    expect(settings.receiver_public_url).toBeNull();
    expect(tunnel.state().state).toBe('off');
  });

  it('hands the program its port, and nothing of our own environment', async () => {
    const { tunnel, folder } = await open(
      `require('fs').writeFileSync(process.env.HOME + '/seen', JSON.stringify([process.argv.slice(2), process.env]));${STAY}`,
      4999,
    );
    await tunnel.start({ preset: 'cloudflared', role: 'receiver' });
    await expect
      .poll(() => readFile(join(folder, 'seen'), 'utf8').catch(() => ''))
      .toContain('4999');
    const [given, environment] = JSON.parse(await readFile(join(folder, 'seen'), 'utf8'));
    expect(given).toEqual(['tunnel', '--no-autoupdate', '--url', 'http://127.0.0.1:4999']);
    expect(environment).not.toHaveProperty('HOOKBENCH_TOKEN');
  });

  it('starts an ended program again, later each time, and says so meanwhile', async () => {
    const { tunnel, clock } = await open('console.log("no network"); process.exit(3);');
    await tunnel.start({ preset: 'cloudflared', role: 'receiver' });
    const rests: number[] = [];
    for (const restarts of [0, 1, 2, 3]) {
      await expect.poll(() => tunnel.state()).toMatchObject({ state: 'waiting', restarts });
      rests.push(...clock.waiting());
      clock.advance(60_000);
    }
    expect(rests).toEqual([1000, 2000, 4000, 8000]);
    await expect.poll(() => tunnel.state().state).toBe('waiting');
    expect(tunnel.state().text).toBe(
      'cloudflared is down: it ended with code 3. It is started again.',
    );
  });

  it('names a URL that changed, and moves what was registered under the old one on request', async () => {
    const { tunnel, clock, stores, folder } = await open(
      `const f = process.env.HOME + '/runs'; const fs = require('fs');
       const n = fs.existsSync(f) ? 2 : 1; fs.writeFileSync(f, '');
       console.log('https://run-' + n + '.trycloudflare.com');
       setInterval(() => { if (n === 1 && fs.existsSync(process.env.HOME + '/end')) process.exit(0); }, 10);`,
    );
    await tunnel.start({ preset: 'cloudflared', role: 'receiver' });
    await expect.poll(() => tunnel.state().state).toBe('up');
    await writeFile(join(folder, 'end'), '');
    await expect.poll(() => tunnel.state().state).toBe('waiting');
    const subscription = (id: string, url: string) =>
      ({ id, url }) as unknown as SubscriptionRecord;
    await stores.subscriptions.putMany([
      subscription('sub_1', 'https://run-1.trycloudflare.com/in/a?b'),
      subscription('sub_2', 'https://run-1.trycloudflare.com.evil.test/'),
    ]);
    clock.advance(60_000);
    await expect.poll(() => tunnel.state().url).toBe('https://run-2.trycloudflare.com');
    expect(tunnel.state()).toMatchObject({
      previous_url: 'https://run-1.trycloudflare.com',
      registered_under_previous: 1,
      restarts: 1,
    });
    expect(await tunnel.moveRegistrations()).toBe(1);
    expect(stores.subscriptions.find('sub_1')?.url).toBe('https://run-2.trycloudflare.com/in/a?b');
    expect(tunnel.state().registered_under_previous).toBe(0);
  });

  it('leads requests through a tunnel of the tests to the receiver', async () => {
    const bed = await openWholeReceiver();
    const server = await openFaultyProxy(bed.port, {
      headers: (raw) => [
        ...raw,
        'X-Forwarded-Host',
        'x.trycloudflare.com',
        'X-Forwarded-Proto',
        'https',
      ],
    });
    closers.push(bed.close, server.close);
    await fetch(`${server.url}/ping`);
    expect(bed.kept[0]?.record.target).toBe('/ping');
    expect(bed.kept[0]?.detail.url).toBe('https://x.trycloudflare.com/ping');
  });
});
