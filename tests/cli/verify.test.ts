import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { hookbench, scratchFolder } from './support/hookbench.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const BODY = '{"event":"ping","data":"Ping from Exposee"}';
const folder = scratchFolder();

function requestText(body: string, at: Date, lineEnd = '\r\n'): string {
  const signature = new Webhook(SECRET).sign('evt_1', at, BODY);
  return [
    'POST /hooks?x=1 HTTP/1.1',
    'Host: 127.0.0.1:8080',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Webhook-Id: evt_1',
    `Webhook-Timestamp: ${Math.floor(at.getTime() / 1000)}`,
    `Webhook-Signature: ${signature}`,
    '',
    body,
  ].join(lineEnd);
}

function verify(text: string | Uint8Array, ...more: string[]) {
  const path = join(folder, 'request.http');
  writeFileSync(path, text);
  const args = ['verify', '--dialect', 'standard', '--secret', SECRET, '--request', path];
  return hookbench([...args, ...more]);
}

describe('a request signed by the package standardwebhooks', () => {
  it.each(['\r\n', '\n'])('is valid, with lines that end in %j', async (lineEnd) => {
    const { code, stdout, stderr } = await verify(requestText(BODY, new Date(), lineEnd));
    expect(stdout).toMatch(/^valid: /);
    expect(code).toBe(0);
    expect(stderr).toBe('');
  });

  it('is valid with the newline that an editor added, which is said', async () => {
    const { code, stderr } = await verify(`${requestText(BODY, new Date())}\n`);
    expect(code).toBe(0);
    expect(stderr).toContain('1 more byte than Content-Length says');
  });

  it('is invalid with one byte changed, and both signatures are shown', async () => {
    const changed = requestText(BODY.replace('Ping', 'Pong'), new Date());
    const { code, stdout } = await verify(changed);
    expect(stdout).toMatch(/^invalid: /);
    expect(stdout).toMatch(/received {2}v1,\S+\n {2}expected {2}v1,\S+/);
    expect(code).toBe(1);
  });

  it('says which mistake yields the signature where one does', async () => {
    const at = new Date();
    const spaced = BODY.replace(',', ', ');
    const text = requestText(spaced, at);
    const { code, stdout } = await verify(text);
    expect(code).toBe(1);
    expect(stdout).toContain('Why (proved): The JSON was parsed and written again');
    const { causes, verdict } = JSON.parse((await verify(text, '--json')).stdout);
    expect(verdict).toBe('invalid');
    expect(causes[0]).toMatchObject({ code: 'body_reserialised', certainty: 'proved' });
  });

  it('is stale later on, and valid at the time it names', async () => {
    const text = requestText(BODY, new Date('2026-01-02T03:04:05Z'));
    const now = await verify(text, '--json');
    expect(JSON.parse(now.stdout)).toMatchObject({ verdict: 'stale', dialect: 'standard' });
    expect(now.code).toBe(1);
    expect((await verify(text, '--at', '2026-01-02T03:05:00Z')).code).toBe(0);
  });

  it('is not valid with another secret, which stays unseen', async () => {
    const other = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx';
    const path = join(folder, 'other.http');
    writeFileSync(path, requestText(BODY, new Date()));
    const args = ['verify', '--dialect', 'standard', '--secret', other, '--request', path];
    const { code, stdout, stderr } = await hookbench(args);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain(other);
  });
});

describe('a published vector', () => {
  it('of GitHub is valid', async () => {
    const text = [
      'POST / HTTP/1.1',
      'X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      '',
      'Hello, World!',
    ].join('\r\n');
    const args = ['verify', '--dialect', 'github', '--request', '-', '--secret'];
    const right = await hookbench([...args, "It's a Secret to Everybody"], { input: text });
    expect(right.stdout).toMatch(/^valid: /);
    expect(right.code).toBe(0);
    expect((await hookbench([...args, "It's no secret"], { input: text })).code).toBe(1);
  });
});

it('a body in chunks is joined before it is judged', async () => {
  const text = requestText(BODY, new Date())
    .replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked')
    .replace(
      BODY,
      `5\r\n${BODY.slice(0, 5)}\r\n${(BODY.length - 5).toString(16)}\r\n${BODY.slice(5)}\r\n0\r\n\r\n`,
    );
  expect((await verify(text)).code).toBe(0);
});

it('bytes that are not text stay what they are', async () => {
  const bytes = Buffer.concat([
    Buffer.from('POST / HTTP/1.1\r\nX-Hub-Signature-256: sha256=00\r\n\r\n'),
    Buffer.from([0xff, 0x00, 0xfe]),
  ]);
  const args = ['verify', '--dialect', 'github', '--secret', 's', '--request', '-', '--json'];
  const { stdout } = await hookbench(args, { input: bytes });
  expect(JSON.parse(stdout).expected).toBe(
    'sha256=fc91e27b68575369ea4cc625eca8b911425d2184328c31a8a1a902b018e43372',
  );
});

it.each(['', 'hello', 'GET\n\n', 'POST / HTTP/1.1\nno colon here\n\n'])(
  'a file that is no request is refused: %j',
  async (text) => {
    const { code, stdout, stderr } = await verify(text);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('a raw HTTP request');
  },
);
