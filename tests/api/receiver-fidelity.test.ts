import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawHeaders } from '../../server/contract/text.ts';
import { runCmd } from '../support/cmd-shell.ts';
import { type GeneratedRequest, generateRequests } from '../support/generated-requests.ts';
import { runPowershell } from '../support/powershell.ts';
import { openRawClient } from '../support/raw-client.ts';
import { openRawSink } from '../support/raw-sink.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

/** HOOKBENCH_FIDELITY=50000 asks for more, HOOKBENCH_FIDELITY_SEED for others. */
const REQUESTS = Number(process.env.HOOKBENCH_FIDELITY ?? 10_000);
const SEED = Number(process.env.HOOKBENCH_FIDELITY_SEED ?? 20261122);
const PER_CONNECTION = 250;
const PARALLEL = 16;
/** Each starts a program or two. */
const RUN = 40;

/** What is compared: everything that a request is made of, bytes as base64. */
interface Message {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly trailers: RawHeaders;
  readonly body: string;
}

const run = promisify(execFile);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const messageOfSent = ({ method, target, headers, trailers, body }: GeneratedRequest): Message => ({
  method,
  target,
  headers,
  trailers,
  body: base64(body),
});

/** They belong to the connection, or follow from the body: each sender writes its own. */
const OF_CONNECTION = /^(host|connection|content-length|transfer-encoding|expect|te|keep-alive)$/i;
const withoutConnection = (message: Message): Message => ({
  ...message,
  headers: message.headers.filter(([name]) => !OF_CONNECTION.test(name)),
  trailers: [],
});
/** curl puts some headers of its own before the others, so their order is its own. */
const inAnyOrder = (message: Message) => ({
  ...withoutConnection(message),
  headers: withoutConnection(message)
    .headers.map(([name, value]) => `${name}: ${value}`)
    .sort(),
});

/** A difference names the request and the seed that makes it again. */
function expectSame(found: readonly object[], sent: readonly object[]): void {
  expect(found.length, `seed ${SEED}`).toBe(sent.length);
  for (const [index, message] of sent.entries()) {
    if (JSON.stringify(found[index]) !== JSON.stringify(message)) {
      expect(found[index], `request ${index} of seed ${SEED}`).toEqual(message);
    }
  }
}

describe(`byte fidelity of ${REQUESTS} generated requests, seed ${SEED}`, () => {
  const sent = generateRequests(REQUESTS, SEED);
  const messages = sent.map(messageOfSent);
  let folder: string;
  let server: WholeServer;
  let api: Pool;
  let ids: string[] = [];

  /** Through the control API over HTTP, as any client. */
  async function call(path: string, json?: object): Promise<Buffer> {
    const answer = await api.request({
      path,
      method: json === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${server.token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    expect(answer.statusCode, `${path}: ${bytes.toString('latin1', 0, 300)}`).toBe(200);
    return bytes;
  }
  const ask = async (path: string, json?: object) =>
    JSON.parse((await call(path, json)).toString());
  const exported = (format: string, of: readonly string[] = ids) =>
    call('/api/export', { ids: of, format, include_credentials: true });

  async function sendAll(wires: readonly Uint8Array[]): Promise<void> {
    for (let start = 0; start < wires.length; start += PER_CONNECTION) {
      const batch = wires.slice(start, start + PER_CONNECTION);
      const client = await openRawClient(Number(new URL(server.urls.receiver).port));
      client.write(Buffer.concat(batch));
      const isAnswered = (text: string) =>
        (text.match(/HTTP\/1\.1 /g)?.length ?? 0) >= batch.length;
      await client.until(isAnswered, 60_000);
      client.destroy();
    }
  }

  /** The newest captures, oldest of them first. */
  async function newest(count: number): Promise<string[]> {
    const found: string[] = [];
    let next = '';
    while (found.length < count) {
      const limit = Math.min(1000, count - found.length);
      const page = await ask(`/api/captures?limit=${limit}${next}`);
      found.push(...page.items.map(({ id }: { id: string }) => id));
      next = `&cursor=${encodeURIComponent(page.next)}`;
    }
    return found.reverse();
  }

  async function eachOf(count: number, act: (index: number) => Promise<void>): Promise<void> {
    let next = 0;
    const worker = async () => {
      for (let index = next++; index < count; index = next++) {
        await act(index);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  }

  /** Each capture by the API alone: its details, then its body. */
  async function readAll(of: readonly string[]): Promise<Message[]> {
    const found: Message[] = [];
    await eachOf(of.length, async (index) => {
      const detail = await ask(`/api/captures/${of[index]}`);
      const body = await call(`/api/captures/${of[index]}/body`);
      found[index] = {
        method: detail.method,
        target: detail.path,
        headers: detail.raw_headers,
        trailers: detail.raw_trailers,
        body: base64(body),
      };
    });
    return found;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-fidelity-'));
    server = await openWholeServer();
    api = new Pool(server.urls.control, { connections: PARALLEL });
    await sendAll(sent.map(({ wire }) => wire));
    ids = await newest(REQUESTS);
  }, 120_000);

  afterAll(async () => {
    await api?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds in the API: target, headers in their order and case, trailers, every byte', async () => {
    expect((await ask('/api/captures?limit=1')).total).toBe(REQUESTS);
    expectSame(await readAll(ids), messages);
  }, 120_000);

  it('holds after a restart', async () => {
    await api.close();
    await server.restart();
    api = new Pool(server.urls.control, { connections: PARALLEL });
    const some = ids.filter((_, index) => index % 10 === 0);
    expectSame(
      await readAll(some),
      messages.filter((_, index) => index % 10 === 0),
    );
  }, 120_000);

  it('holds in a replay of exact bytes, seen by a raw socket; only headers of the connection differ', async () => {
    const sinks = await Promise.all(Array.from({ length: PARALLEL }, openRawSink));
    const idle = [...sinks];
    const found: Message[] = [];
    await eachOf(ids.length, async (index) => {
      const sink = idle.pop();
      if (!sink) {
        throw new Error('a sink for each worker');
      }
      const wish = { mode: 'exact', url: sink.url };
      const replay = await ask(`/api/captures/${ids[index]}/replay`, wish);
      expect(replay.statuses, `request ${index} of seed ${SEED}`).toEqual({ 204: 1 });
      const [request] = sink.sunk.splice(0);
      idle.push(sink);
      found[index] = withoutConnection({
        method: request?.method ?? '',
        target: request?.target ?? '',
        headers: request?.headers ?? [],
        trailers: [],
        body: base64(request?.body ?? Buffer.alloc(0)),
      });
    });
    await Promise.all(sinks.map((sink) => sink.close()));
    expectSame(found, messages.map(withoutConnection));
  }, 120_000);

  it('holds in a HAR, read by its own rules', async () => {
    const { log } = JSON.parse((await exported('har')).toString());
    const found = log.entries.map(({ request }: { request: HarRequest }): Message => {
      const { text = '', encoding } = request.postData ?? {};
      const paired = (list: Named[] = []): RawHeaders =>
        list.map(({ name, value }) => [name, value]);
      return {
        method: request.method,
        target: request._target,
        headers: paired(request.headers),
        trailers: paired(request._trailers),
        body: base64(Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')),
      };
    });
    expectSame(found, messages);
  });

  it('holds in raw HTTP, sent again over a raw socket', async () => {
    const bytes = await exported('raw');
    const client = await openRawClient(Number(new URL(server.urls.receiver).port));
    client.write(bytes);
    await client.until((text) => text.split('HTTP/1.1 ').length > REQUESTS, 60_000);
    client.destroy();
    expectSame(await readAll(await newest(REQUESTS)), messages);
  }, 120_000);

  it.each(['har', 'cassette'])(
    'holds in a %s that is imported again',
    async (format) => {
      const text = (await exported(format)).toString();
      const { imported, ids: copies } = await ask('/api/import', { text });
      expect(imported).toBe(REQUESTS);
      expectSame(await readAll(copies), messages);
    },
    120_000,
  );

  it.each(['curl_bash', 'curl_powershell', 'curl_cmd'])(
    'holds in what %s runs',
    async (format) => {
      const places = messages
        .flatMap(({ method }, at) => (method === 'HEAD' ? [] : [at]))
        .slice(0, RUN);
      const url = server.urls.receiver;
      for (const place of places) {
        const { method, target } = messages[place] as Message;
        // The captured Host does not resolve: the same command with the receiver's own address.
        const text = (await exported(format, [ids[place] ?? ''])).toString();
        await runCopied(format, text, { folder, from: 'http://fidelity.test:80', to: url });
        const [copy] = await readAll(await newest(1));
        const note = `request ${place} of seed ${SEED}: ${method} ${target}`;
        expect(inAnyOrder(copy as Message), note).toEqual(inAnyOrder(messages[place] as Message));
      }
    },
    120_000,
  );
});

interface Named {
  readonly name: string;
  readonly value: string;
}
interface HarRequest {
  readonly method: string;
  readonly _target: string;
  readonly headers: Named[];
  readonly _trailers?: Named[];
  readonly postData?: { readonly text?: string; readonly encoding?: string };
}

interface Place {
  readonly folder: string;
  readonly from: string;
  readonly to: string;
}

/** bash runs its script; the shells of Windows are read by their rules, and curl gets what they would hand it. */
async function runCopied(format: string, text: string, { folder, from, to }: Place): Promise<void> {
  if (format === 'curl_bash') {
    const script = join(folder, 'copied.sh');
    await writeFile(script, text.replace(from, to));
    await run('bash', [script]);
    return;
  }
  const { calls } = format === 'curl_cmd' ? runCmd(text) : runPowershell(text);
  const [call] = calls;
  const names = new Map<string, string>();
  for (const [name, bytes] of call?.files ?? []) {
    const path = join(folder, `file${names.size}`);
    await writeFile(path, Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1'));
    names.set(name, path);
  }
  const given = (call?.arguments ?? []).map((word) =>
    word.startsWith('@') ? `@${names.get(word.slice(1))}` : (names.get(word) ?? word),
  );
  await run('curl', ['-q', '-s', ...given]);
}
