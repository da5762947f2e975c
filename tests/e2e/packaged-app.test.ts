import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, requirePart } from '../support/requirements.ts';

/**
 * The packaged app as a person starts it: out of its archive, with its fuses blown, which keep every
 * tool for tests out. Where it was not packaged the run says that this was left out.
 */
const program = requirePart('package');
const READY = /^Hookbench is open: exposee (\S+), receiver (\S+)/;

describe.skipIf(program.isMissing)('the packaged app', () => {
  let userData: string;
  let app: ChildProcess;
  let urls: { exposee: string; receiver: string };
  let integrator: Server;
  const bodies: string[] = [];

  beforeAll(async () => {
    userData = await mkdtemp(join(tmpdir(), 'hookbench-packaged-'));
    // A machine without a keyring would ask, and nobody is there to answer.
    await writeFile(join(userData, 'preferences.json'), '{"acceptsWeakVault": true}');
    app = spawn(pathOf(program), [`--user-data-dir=${userData}`, ...sandboxArguments()], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, ...anyPorts() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    urls = await readyUrls(app);
    integrator = createServer(async (request, response) => {
      bodies.push(Buffer.concat(await request.toArray()).toString());
      response.end();
    }).listen(0, '127.0.0.1');
    await once(integrator, 'listening');
  });

  afterAll(async () => {
    integrator?.close();
    if (app && app.exitCode === null && app.signalCode === null) {
      const exit = once(app, 'exit');
      app.kill();
      await exit;
    }
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  });

  test('its server captures', async () => {
    const answer = await fetch(`${urls.receiver}/packed`, { method: 'POST', body: '{"a":1}' });
    expect(answer.status).toBe(204);
  });

  test('its server delivers, over the thread that sends', async () => {
    const { port } = integrator.address() as AddressInfo;
    // Who registers gets a ping at once.
    const registered = await fetch(`${urls.exposee}/webhooks/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, event_types: ['*'] }),
    });
    expect(registered.status).toBe(201);
    await expect.poll(() => bodies.some((body) => body.includes('Ping from Exposee'))).toBe(true);
  });

  test('a second start hands over to the first and ends', async () => {
    const second = spawn(
      pathOf(program),
      [`--user-data-dir=${userData}`, ...sandboxArguments(), 'hookbench://inbox'],
      { stdio: 'ignore' },
    );
    expect((await once(second, 'exit'))[0]).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('asked to end it ends well', async () => {
    const exit = once(app, 'exit');
    app.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
  });
});

async function readyUrls(app: ChildProcess): Promise<{ exposee: string; receiver: string }> {
  if (!app.stdout) {
    throw new Error('The app has no output to read.');
  }
  const lines: string[] = [];
  for await (const line of createInterface({ input: app.stdout })) {
    const [, exposee, receiver] = READY.exec(line) ?? [];
    if (exposee && receiver) {
      return { exposee, receiver };
    }
    lines.push(line);
  }
  throw new Error(`The app ended before its window opened: ${lines.join('\n')}`);
}

function anyPorts(): Record<string, string> {
  return {
    HOOKBENCH_CONTROL_PORT: '0',
    HOOKBENCH_EXPOSEE_PORT: '0',
    HOOKBENCH_RECEIVER_PORT: '0',
  };
}

/** Chromium refuses to run as root inside of its sandbox. */
function sandboxArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
