import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { hookbench, RunningCli, scratchFolder } from './support/hookbench.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const FREE_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];

const dataDir = scratchFolder();
const cwd = scratchFolder();
let server: RunningCli;
let receiver: string;

beforeAll(async () => {
  server = new RunningCli(['serve', '--data', dataDir, '--json', ...FREE_PORTS]);
  const [line] = await server.waitFor(/^.*\n/);
  receiver = JSON.parse(line).receiver;
});
afterAll(() => server.stop('SIGKILL'));

function here(...args: string[]) {
  const flag = args[0] === 'trigger' ? '--data-folder' : '--data';
  return hookbench([...args, flag, dataDir], { cwd });
}

function linesOf(text: string): Record<string, never>[] {
  return text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('listen', () => {
  it('prints a line a request with the verdict on its signature, as text and as JSON', async () => {
    const listener = ['listen', '--port', '0', '--secret', SECRET];
    const asText = new RunningCli(listener, { env: { TMPDIR: cwd } });
    const asJson = new RunningCli([...listener, '--json']);
    try {
      for (const cli of [asText, asJson]) {
        const [, url] = await cli.waitFor(/listening on (http:\/\/\S+);/, 'stderr');
        const register = ['register', `${url}/hooks`, '--events', 'payment_*', '--secret', SECRET];
        expect((await here(...register)).code).toBe(0);
        await cli.waitFor(/\bping\b.*\n/);
      }
      expect((await here('trigger', 'payment_received', '--data', '{"a":1}')).code).toBe(0);
      await asText.waitFor(/POST \/hooks {2}payment_received.*signature valid \(standard\)/);
      await asJson.waitFor(/"event_type":"payment_received".*\n/);
      const captures = linesOf(asJson.stdout);
      expect(captures.map((capture) => capture.event_type)).toEqual(['ping', 'payment_received']);
      expect(captures.map((capture) => capture.signature)).toEqual([
        { verdict: 'valid', dialect: 'standard' },
        { verdict: 'valid', dialect: 'standard' },
      ]);
      expect(asText.stdout + asText.stderr).not.toContain(SECRET);
    } finally {
      await Promise.all([asText.stop(), asJson.stop()]);
    }
    expect(asText.child.exitCode).toBe(0);
  });

  it('says a port in use by name', async () => {
    const port = new URL(receiver).port;
    const { code, stderr } = await hookbench(['listen', '--port', port]);
    expect(code).toBe(1);
    expect(stderr).toContain(port);
  });
});

describe('tail', () => {
  it('prints deliveries and captures as they happen, and ends with 0', async () => {
    const tail = new RunningCli(['tail', '--data', dataDir, '--json']);
    await tail.waitFor(/watching/, 'stderr');
    const url = `${receiver}/tail`;
    expect((await here('register', url, '--events', 'invoice_completed')).code).toBe(0);
    expect((await here('trigger', 'invoice_completed')).code).toBe(0);
    await tail.waitFor(/"kind":"delivery".*"state":"delivered".*"event_type":"invoice_completed"/);
    await tail.waitFor(/"kind":"capture".*"path":"\/tail".*"event_type":"invoice_completed"/);
    const { code, stdout } = await tail.stop('SIGINT');
    expect(code).toBe(0);
    expect(linesOf(stdout).length).toBeGreaterThan(1);
  });
});

describe('import and export', () => {
  it('take the same subscriptions out and in, as JSON and as CSV', async () => {
    const url = 'http://127.0.0.1:1/exported';
    expect(
      (await here('register', url, '--events', 'payment_received,invoice_completed')).code,
    ).toBe(0);
    expect((await here('export', 'webhooks.json')).code).toBe(0);
    expect((await here('export', 'webhooks.csv')).code).toBe(0);
    const list = JSON.parse(readFileSync(join(cwd, 'webhooks.json'), 'utf8'));
    expect(list).toContainEqual({ url, event: 'payment_received' });
    expect(list).toContainEqual({ url, event: 'invoice_completed' });
    expect(readFileSync(join(cwd, 'webhooks.csv'), 'utf8')).toMatch(/^url,event\r?\n/);
    expect((await here('unregister', url)).stdout).toContain('2 webhook(s) unregistered');
    const imported = await here('import', 'webhooks.csv', '--json');
    expect(JSON.parse(imported.stdout).registered).toBe(2);
    const printed = await here('export', '--format', 'json');
    expect(JSON.parse(printed.stdout)).toContainEqual({ url, event: 'payment_received' });
  });

  it('take captures and deliveries out as HAR, and captures in again', async () => {
    const url = `${receiver}/har`;
    expect((await here('register', url, '--events', 'payment_processed')).code).toBe(0);
    expect((await here('trigger', 'payment_processed')).code).toBe(0);
    for (const what of ['captures', 'deliveries']) {
      // Accepted is not yet delivered: exported once more until it is.
      await until(`${what} has it`, async () => {
        const exported = await here('export', `${what}.har`, '--what', what);
        expect(exported.stderr).toBe('');
        const { log } = JSON.parse(readFileSync(join(cwd, `${what}.har`), 'utf8'));
        expect(log.version).toBe('1.2');
        const urls = log.entries.map((entry: { request: { url: string } }) => entry.request.url);
        return urls.includes(url);
      });
    }
    const { stdout } = await here('import', 'captures.har', '--json');
    expect(JSON.parse(stdout).imported).toBeGreaterThan(0);
  });

  it('write a raw request byte for byte', async () => {
    const body = Uint8Array.of(0xff, 0xfe, 0x00, 0x80, 0x0d);
    expect((await fetch(`${receiver}/bytes`, { method: 'POST', body })).status).toBe(204);
    const chosen = ['--filter', 'path:/bytes', '--format', 'raw'];
    expect((await here('export', 'bytes.http', ...chosen)).code).toBe(0);
    expect(readFileSync(join(cwd, 'bytes.http')).subarray(-9)).toEqual(
      Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, ...body]),
    );
  });

  it('say that a file cannot be written, and keep the former one where nobody answers', async () => {
    const refused = await here('export', 'nowhere/webhooks.json');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('cannot write nowhere/webhooks.json: its folder does not');
    writeFileSync(join(cwd, 'kept.json'), 'former');
    const options = ['--data', scratchFolder()];
    const { code } = await hookbench(['export', 'kept.json', ...options], { cwd });
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 'kept.json'), 'utf8')).toBe('former');
  });

  it('refuse a bad file as a whole, with the place of the fault', async () => {
    writeFileSync(
      join(cwd, 'bad.json'),
      '[{"url": "http://127.0.0.1:1/x", "event": "payment_received"}, {"url": "ftp://x", "event": "payment_received"}]',
    );
    const { code, stderr } = await here('import', 'bad.json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/1.*url/);
    const { stdout } = await here('export', '--format', 'csv');
    expect(stdout).not.toContain('http://127.0.0.1:1/x,');
  });
});

it('publish sends what the catalogue makes up, and the server takes it', async () => {
  const { code, stdout } = await here(
    'publish',
    '--every',
    '1ms',
    '--count',
    '5',
    '--seed',
    '7',
    '--json',
  );
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(5);
});

it('an unknown event type is refused with its code', async () => {
  const { code, stderr } = await here('trigger', 'no such type');
  expect(code).toBe(1);
  expect(stderr).toMatch(/\((invalid_request|unknown_event_type)\)/);
});

it('an API key from the environment closes the exposee to those who lack it', async () => {
  const folder = scratchFolder();
  const env = { HOOKBENCH_EXPOSEE_API_KEY: 'key-0123456789abcdef' };
  const closed = new RunningCli(['serve', '--data', folder, '--json', ...FREE_PORTS], { env });
  try {
    await closed.waitFor(/^.*\n/);
    const refused = await hookbench(['ping', '--data', folder]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /asks for an API key: set HOOKBENCH_EXPOSEE_API_KEY .*\(unauthorized\)/,
    );
    const wrong = { env: { HOOKBENCH_EXPOSEE_API_KEY: 'another-key-0123456789' } };
    const unknown = await hookbench(['ping', '--data', folder], wrong);
    expect(unknown.stderr).toContain('does not know the API key of HOOKBENCH_EXPOSEE_API_KEY');
    expect((await hookbench(['ping', '--data', folder], { env })).code).toBe(0);
  } finally {
    await closed.stop();
  }
  expect(closed.stdout + closed.stderr).not.toContain(env.HOOKBENCH_EXPOSEE_API_KEY);
});
