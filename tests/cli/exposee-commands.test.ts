import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asked, type Reply, startFakeExposee } from './support/fake-exposee.ts';
import { hookbench, scratchFolder } from './support/hookbench.ts';

type Exposee = Awaited<ReturnType<typeof startFakeExposee>>;

const SUBSCRIPTION = 'sub_0123456789abcdef';
const URL_TO_REGISTER = 'http://127.0.0.1:9/hooks';
const SECRET = 'whsec_do-not-show-this-secret';

let exposee: Exposee | undefined;
afterEach(() => exposee?.close());

async function answering(reply: Reply | ((asked: Asked) => Reply)): Promise<Exposee> {
  exposee = await startFakeExposee(typeof reply === 'function' ? reply : () => reply);
  return exposee;
}

const triggered = { message: 'Event triggered', event_id: 'evt_1', deliveries: 2 };
const problem = {
  type: 'urn:hookbench:problem:invalid_request',
  title: 'Bad request',
  status: 400,
  detail: 'The request has a bad field.',
  code: 'invalid_request',
  errors: [{ path: 'event_types[0]', message: 'an event type such as payment_received' }],
};

describe('register', () => {
  const registered = {
    message: 'Webhook registered for: a, b',
    id: SUBSCRIPTION,
    url: URL_TO_REGISTER,
    event_types: ['a', 'b'],
    secret: SECRET,
    dialect: 'standard',
  };

  it('sends what was asked for and shows the new secret', async () => {
    const { url, asked } = await answering({ status: 201, json: registered });
    const args = ['register', URL_TO_REGISTER, '--events', 'a, b', '--exposee', url];
    const { code, stdout } = await hookbench(args);
    expect(code).toBe(0);
    expect(stdout).toContain('Webhook registered for: a, b');
    expect(stdout).toContain(SECRET);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/webhooks/register' });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      url: URL_TO_REGISTER,
      event_types: ['a', 'b'],
    });
  });

  it('prints the reply as one JSON document with --json', async () => {
    const { url } = await answering({ status: 201, json: registered });
    const args = ['register', URL_TO_REGISTER, '--all', '--json', '--exposee', url];
    const { stdout, stderr } = await hookbench(args, { env: { FORCE_COLOR: '1' } });
    expect(JSON.parse(stdout)).toEqual(registered);
    expect(stderr).toBe('');
  });

  it('does not show a secret that was given, even where the exposee quotes it', async () => {
    const detail = `The secret ${SECRET} is too short.`;
    const { url } = await answering({ status: 400, json: { ...problem, detail } });
    const args = ['register', URL_TO_REGISTER, '--all', '--secret', SECRET, '--exposee', url];
    const { code, stdout, stderr } = await hookbench(args);
    expect(code).toBe(1);
    expect(stderr).toContain('The secret *** is too short.');
    expect(stdout + stderr).not.toContain(SECRET);
  });
});

it('a problem becomes its detail, its code and a line a field', async () => {
  const { url } = await answering({ status: 400, json: problem });
  const { code, stdout, stderr } = await hookbench(['ping', '--exposee', url]);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'error: The request has a bad field. (invalid_request)\n  event_types[0]: an event type such as payment_received\n',
  );
});

it('an answer that is none of ours is said as it is, without the control characters in it', async () => {
  const { url } = await answering({ status: 502, json: 'bad \u001b[31mgateway' });
  const { code, stderr } = await hookbench(['ping', '--exposee', url]);
  expect(code).toBe(1);
  expect(stderr).toContain('answered 502 Bad Gateway');
  expect(stderr).not.toContain('\u001b');
});

it('the API key of the environment opens the exposee', async () => {
  const { url, asked } = await answering({ status: 202, json: { message: 'ok', deliveries: 0 } });
  const env = { HOOKBENCH_EXPOSEE_API_KEY: 'key-0123456789abcdef' };
  expect((await hookbench(['ping', '--exposee', url], { env })).code).toBe(0);
  expect(asked[0]?.headers.authorization).toBe('Bearer key-0123456789abcdef');
});

it('unregister names the URL and the event', async () => {
  const { url, asked } = await answering({ status: 200, json: { message: '1 webhook(s) gone' } });
  const args = ['unregister', URL_TO_REGISTER, '--event', 'a', '--exposee', url];
  expect(await hookbench(args)).toMatchObject({ code: 0, stdout: '1 webhook(s) gone\n' });
  expect(asked[0]).toMatchObject({ method: 'DELETE', url: '/webhooks/unregister' });
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ url: URL_TO_REGISTER, event: 'a' });
});

describe('trigger', () => {
  const DATA = '{"n": 12345678901234567890, "x": 1.0, "s": "\\u00e4"}';

  it('sends the data digit by digit as it was given', async () => {
    const { url, asked } = await answering({ status: 202, json: triggered });
    const args = ['trigger', 'a.b', '--data', DATA, '--id', 'e1', '--exposee', url];
    const { code, stdout } = await hookbench(args);
    expect(code).toBe(0);
    expect(stdout).toContain('evt_1');
    expect(asked[0]?.body).toBe(`{"event":"a.b","data":${DATA},"id":"e1"}`);
  });

  it('reads the data from a file and from stdin', async () => {
    const { url, asked } = await answering({ status: 202, json: triggered });
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'data.json'), `\uFEFF${DATA}\n`);
    const fromFile = ['trigger', 'a', '--data', '@data.json', '--exposee', url];
    const fromStdin = ['trigger', 'a', '--data', '-', '--exposee', url, '--json'];
    expect((await hookbench(fromFile, { cwd })).code).toBe(0);
    const { code, stdout } = await hookbench(fromStdin, { input: DATA });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(triggered);
    expect(asked.map((one) => one.body)).toEqual([
      `{"event":"a","data":${DATA}}`,
      `{"event":"a","data":${DATA}}`,
    ]);
  });

  it('takes the sample of the catalogue where no data is given', async () => {
    const type = {
      name: 'a',
      group: 'g',
      description: 'd',
      schema: {},
      sample: { amount: 7 },
      origin: 'built_in',
    };
    const { url, asked } = await answering(({ method }) =>
      method === 'GET'
        ? { status: 200, json: { event_types: [type] } }
        : { status: 202, json: triggered },
    );
    expect((await hookbench(['trigger', 'a', '--exposee', url])).code).toBe(0);
    expect(asked[1]?.body).toBe('{"event":"a","data":{"amount":7}}');
  });

  it('sends many as lines, in batches, and counts what was taken', async () => {
    const { url, asked } = await answering(({ body }) => {
      const lines = body.trim().split('\n');
      const results = lines.map((_, index) => ({ line: index + 1, deliveries: 1 }));
      const json = { message: 'ok', accepted: lines.length, refused: 0, results };
      return { status: 202, json };
    });
    const data = '{\n  "a": 1\n}';
    const args = ['trigger', 'a', '--data', data, '--count', '2500', '--json', '--exposee', url];
    const { code, stdout, stderr } = await hookbench(args);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 2500, refused: 0, deliveries: 2500 });
    expect(asked.map((one) => one.headers['content-type'])).toEqual(
      Array.from({ length: 3 }, () => 'application/x-ndjson'),
    );
    expect(asked.map((one) => one.body.trim().split('\n').length)).toEqual([1000, 1000, 500]);
    expect(JSON.parse(asked[0]?.body.split('\n')[0] ?? '')).toEqual({ event: 'a', data: { a: 1 } });
  });

  it('ends with 1 and names the events that were refused', async () => {
    const results = [
      { line: 1, deliveries: 0 },
      { line: 2, code: 'storage_full', detail: 'The disk is full.' },
    ];
    const json = { message: 'ok', accepted: 1, refused: 1, results };
    const { url } = await answering({ status: 202, json });
    const args = ['trigger', 'a', '--data', '1', '--count', '2', '--exposee', url];
    const { code, stdout, stderr } = await hookbench(args);
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 2 events accepted');
    expect(stderr).toContain('event 2: The disk is full. (storage_full)');
  });
});

describe('publish', () => {
  const types = ['payment_received', 'invoice_completed', 'mine'].map((name) => ({
    name,
    group: 'g',
    description: 'd',
    schema: {},
    sample: { is_sample: true },
    origin: name === 'mine' ? 'user' : 'built_in',
  }));

  async function publish(seed: string, ...more: string[]): Promise<{ event: string }[]> {
    const { url, asked, close } = await answering(({ method }) =>
      method === 'GET'
        ? { status: 200, json: { event_types: types } }
        : { status: 202, json: triggered },
    );
    const args = ['publish', '--every', '1ms', '--count', '8', '--seed', seed, ...more];
    expect((await hookbench([...args, '--exposee', url])).code).toBe(0);
    await close();
    return asked.slice(1).map((one) => JSON.parse(one.body));
  }

  it('sends the same events for the same seed, others for another', async () => {
    const events = await publish('7');
    expect(events).toHaveLength(8);
    expect(await publish('7')).toEqual(events);
    expect(await publish('8')).not.toEqual(events);
    expect(new Set(events.map((one) => one.event)).size).toBeGreaterThan(1);
  });

  it('keeps to --events, and sends the sample where a type has no generator', async () => {
    const events = await publish('7', '--events', 'mi*');
    expect(events).toEqual(
      Array.from({ length: 8 }, () => ({ event: 'mine', data: { is_sample: true } })),
    );
  });

  it('prints a JSON line an event', async () => {
    const { url } = await answering(({ method }) =>
      method === 'GET'
        ? { status: 200, json: { event_types: types } }
        : { status: 202, json: triggered },
    );
    const args = ['publish', '--random', '1ms..2ms', '--count', '3', '--json', '--exposee', url];
    const { code, stdout } = await hookbench(args);
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ event_id: 'evt_1', deliveries: 2 });
  });
});
