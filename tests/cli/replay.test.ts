import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFakeExposee } from './support/fake-exposee.ts';
import { hookbench, scratchFolder } from './support/hookbench.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const CASSETTE = `# Hookbench cassette 1

@ 2026-01-02T03:04:05.000Z 12 ms cap_1
POST /orders?x=%20a HTTP/1.1
Host: old.example
X-Odd-Case: 1
Webhook-Id: evt_1
Webhook-Timestamp: 1767323045
Webhook-Signature: v1,AAAA
| {"n": 12345678901234567890}
\\ no newline at the end
< 204

@ 2026-01-02T03:04:06.000Z 12 ms cap_2
POST /refunds HTTP/1.1
Host: old.example
| second
< 500
`;

const cwd = scratchFolder();
let app: Awaited<ReturnType<typeof startFakeExposee>>;
beforeEach(async () => {
  writeFileSync(join(cwd, 'a.cassette'), CASSETTE);
  app = await startFakeExposee(({ url }) => ({ status: url === '/refunds' ? 200 : 204, json: '' }));
});
afterEach(() => app.close());

it('sends what was recorded, exactly, and ends with 1 where an answer differs', async () => {
  const { code, stdout } = await hookbench(['replay', 'a.cassette', '--to', app.url], { cwd });
  expect(app.asked.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/orders?x=%20a', '{"n": 12345678901234567890}'],
    ['POST', '/refunds', 'second\n'],
  ]);
  expect(app.asked[0]?.headers['webhook-signature']).toBe('v1,AAAA');
  expect(stdout).toMatch(/✓ #1 POST .*\n✗ #2 POST .*500 was recorded/);
  expect(code).toBe(1);
});

it('signs anew with --secret: the same id, the time of now, accepted by standardwebhooks', async () => {
  const to = `${app.url}/hooks`;
  const args = ['replay', 'a.cassette', '--to', to, '--secret', SECRET, '--json'];
  const { stdout, stderr } = await hookbench(args, { cwd });
  const [asked] = app.asked;
  expect(asked?.url).toBe('/hooks');
  expect(asked?.headers['webhook-id']).toBe('evt_1');
  new Webhook(SECRET).verify(asked?.body ?? '', asked?.headers as Record<string, string>);
  const [first] = stdout.split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({ number: 1, status: 204, is_as_expected: true });
  expect(stdout + stderr).not.toContain(SECRET);
});

it('writes the results as JUnit XML', async () => {
  const args = ['replay', 'a.cassette', '--to', app.url, '--junit', 'results.xml'];
  await hookbench(args, { cwd });
  const xml = readFileSync(join(cwd, 'results.xml'), 'utf8');
  expect(xml).toContain('<testsuite name="a.cassette" tests="2" failures="1"');
  expect(xml.match(/<testcase /g)).toHaveLength(2);
  expect(xml).toMatch(/<failure type="other_answer" message="[^"<]*500 was recorded"\/>/);
});

it.each([
  ['nowhere/results.xml', 'its folder does not exist'],
  ['.', 'it is a folder'],
  ['a.cassette/results.xml', 'a part of the path is a file'],
])('sends nothing where the JUnit file %s cannot be written', async (junit, reason) => {
  const args = ['replay', 'a.cassette', '--to', app.url, '--junit', junit];
  const { code, stdout, stderr } = await hookbench(args, { cwd });
  expect([code, stdout, app.asked]).toEqual([1, '', []]);
  expect(stderr).toContain(`cannot write ${junit}: ${reason}`);
});

it('says which bodies a HAR lacks', async () => {
  const request = { method: 'POST', url: 'http://old/form', headers: [] };
  const entries = [
    { startedDateTime: '', request },
    {
      startedDateTime: '',
      request: { ...request, headers: [{ name: 'Content-Length', value: '9' }] },
    },
  ];
  writeFileSync(join(cwd, 'a.har'), JSON.stringify({ log: { entries } }));
  const { stderr } = await hookbench(['replay', 'a.har', '--to', app.url], { cwd });
  expect(stderr).toContain('note: this file lacks the body, or its end, of #2\n');
});

it('an app that is not there is a failure in words, not a crash', async () => {
  const args = ['replay', 'a.cassette', '--to', 'http://127.0.0.1:1'];
  const { code, stdout, stderr } = await hookbench(args, { cwd });
  expect(code).toBe(1);
  expect(stdout.match(/✗/g)).toHaveLength(2);
  expect(stdout).toContain(
    'Nothing answers at http://127.0.0.1:1 (tried 127.0.0.1); 204 was recorded',
  );
  expect(stderr).toContain('0 of 2 as expected');
});

it('a file that is no recording is refused with its fault', async () => {
  writeFileSync(join(cwd, 'b.cassette'), '# Hookbench cassette 1\n\nhello\n');
  const { code, stderr } = await hookbench(['replay', 'b.cassette', '--to', app.url], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/b\.cassette: Line 3 /);
});
