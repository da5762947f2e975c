import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../server/contract/delivery.ts';
import { openScriptedSink, type ScriptedSink } from '../support/scripted-sink.ts';
import { RunningCli, scratchFolder } from './support/hookbench.ts';

// The log of a burst, read line by line: one wide line an attempt, and none of the secrets in use.

const EVENTS = 100;
const SECRET_TEXT = 'the signing secret of one subscription';
const SECRET = `whsec_${Buffer.from(SECRET_TEXT).toString('base64')}`;
const API_KEY = 'an-api-key+nobody/should=read';
const HEADER = 'Bearer of+the/static=header';
const IN_QUERY = 'k&y in the query';
const ONE_OFF_SECRET = `whsec_${Buffer.from('another secret, of a test send').toString('base64')}`;
const DATA_KEY = Buffer.alloc(32, 9).toString('base64');
const ANY_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];
const LIMIT_MS = 60_000;

interface Ready {
  readonly control: string;
  readonly exposee: string;
  readonly token: string;
}
interface Attempt {
  readonly number: number;
  readonly cause: string;
  readonly outcome: string;
  readonly status: number | null;
  readonly is_success: boolean;
}

let sink: ScriptedSink;
let serve: RunningCli;
let ready: Ready;
beforeEach(async () => {
  sink = await openScriptedSink();
  const env = {
    HOOKBENCH_LOG_LEVEL: 'debug',
    HOOKBENCH_EXPOSEE_API_KEY: API_KEY,
    HOOKBENCH_DATA_KEY: DATA_KEY,
  };
  const folder = scratchFolder();
  serve = new RunningCli(['serve', '--json', '--data', folder, ...ANY_PORTS], { env });
  ready = JSON.parse((await serve.waitFor(/^\{.*\}\n/m))[0]);
});
afterEach(async () => {
  await serve.stop('SIGKILL');
  await sink.close();
});

async function call(path: string, json?: object) {
  const answer = await fetch(`${ready.control}/api${path}`, {
    method: json ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
    ...(json && { body: JSON.stringify(json) }),
  });
  expect(answer.status, path).toBeLessThan(300);
  return answer.json();
}

async function settled(): Promise<void> {
  const ledger = () => call('/ledger') as Promise<Ledger>;
  await expect.poll(async () => (await ledger()).deliveries.pending, { timeout: LIMIT_MS }).toBe(0);
}

/** A burst to endpoints that answer, fail and refuse; a replay, a test send, and callers with wrong keys. */
async function busyTimes(): Promise<void> {
  const policy = { jitter: 0, schedule: { kind: 'list', delays_ms: [0, 1, 1] } };
  const query = `?code=${encodeURIComponent(IN_QUERY)}`;
  const headers = { 'X-Own': HEADER };
  const urls = [
    `${sink.url}/fine${query}`,
    `${sink.url}/fails${query}`,
    `http://127.0.0.1:1/${query}`,
  ];
  sink.answer(`/fails${query}`, 500);
  for (const url of urls) {
    await call('/subscriptions', { url, event_types: ['*'], secret: SECRET, headers, policy });
  }
  const line = JSON.stringify({ event: 'payment_received', data: { password: IN_QUERY } });
  const publish = (key: string) =>
    fetch(`${ready.exposee}/trigger?key=${encodeURIComponent(IN_QUERY)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}` },
      body: `${line}\n`.repeat(EVENTS),
    });
  expect((await publish(API_KEY)).status).toBe(202);
  expect((await publish(`${API_KEY}-wrong`)).status).toBe(401);
  await call('/test-fire', {
    url: `${sink.url}/one-off${query}`,
    event: 'payment_received',
    data: 1,
    secret: ONE_OFF_SECRET,
  });
  await settled();
  await call('/deliveries/replay', { filter: 'status:failed' });
  const wrong = { authorization: `Bearer ${ready.token}x` };
  const asked = `${ready.control}/api/ledger?token=${ready.token}`;
  expect((await fetch(asked, { headers: wrong })).status).toBe(401);
  await settled();
}

/** All that the control API says was attempted: one key each. */
async function attemptsStored(): Promise<string[]> {
  const keys: string[] = [];
  let cursor = '';
  do {
    const page = (await call(`/deliveries?limit=1000${cursor}`)) as {
      items: { id: string }[];
      next: string | null;
    };
    for (const { id } of page.items) {
      const { attempts } = (await call(`/deliveries/${id}`)) as { attempts: Attempt[] };
      keys.push(...attempts.map((attempt) => keyOf(id, attempt)));
    }
    cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== '');
  return keys.sort();
}

function keyOf(id: string, { number, cause, outcome, status, is_success }: Attempt): string {
  return `${id} ${number} ${cause} ${outcome} ${status} ${is_success}`;
}

/** A secret as it could slip out: as it is, and in the ways in which it is written elsewhere. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURI(secret),
    secret.replaceAll(' ', '+'),
    base64,
    base64.slice(0, -2),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ].flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]);
}

it('has one wide line an attempt, all of it JSON, and no secret nor query in any spelling', async () => {
  await busyTimes();
  const stored = await attemptsStored();
  const { attempts } = (await call('/ledger')) as Ledger;
  serve.child.stdin.end();
  const { stdout, stderr } = await serve.stop();
  const lines = stderr.split('\n').filter((line) => line !== '');
  // For the person who pressed Ctrl+C, not for the log.
  expect(lines.pop()).toMatch(/^stopping: /);
  const entries = lines.map((line) => JSON.parse(line) as Attempt & Record<string, unknown>);
  for (const entry of entries) {
    expect(entry).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
    expect(Date.parse(String(entry.time))).toBeGreaterThan(0);
  }
  const wide = entries.filter(({ msg }) => msg === 'attempt');
  const logged = wide.map((entry) =>
    keyOf(String(entry.delivery_id), { ...entry, number: Number(entry.attempt) }),
  );
  expect(stored).toHaveLength(Number(attempts));
  expect(stored.length).toBeGreaterThan(3 * EVENTS);
  expect(logged.sort()).toEqual(stored);
  for (const entry of wide) {
    expect(entry).toMatchObject({
      event_id: expect.stringMatching(/^evt_/),
      event_type: expect.any(String),
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[a-z-]*\?\[redacted\]$/),
      duration_ms: expect.any(Number),
    });
  }
  const all = `${stderr}\n${stdout.split('\n').slice(1).join('\n')}`;
  const secrets = [SECRET, SECRET.slice(6), SECRET_TEXT, ONE_OFF_SECRET.slice(6), DATA_KEY];
  for (const secret of [...secrets, API_KEY, HEADER, IN_QUERY, ready.token]) {
    for (const spelling of spellingsOf(secret)) {
      expect(all.includes(spelling), spelling).toBe(false);
    }
  }
  expect(all).not.toMatch(/\?(?!\[redacted\])\w+=/);
}, 120_000);
