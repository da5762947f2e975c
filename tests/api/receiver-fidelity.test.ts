import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaptureJournal } from '../../server/adapters/journal/capture-journal.ts';
import { ReplayCreateSchema } from '../../server/contract/exchange.ts';
import type { CaptureId } from '../../server/contract/ids.ts';
import type { RawHeaders } from '../../server/contract/text.ts';
import { readCassette, writeCassette } from '../../server/core/cassette.ts';
import { curlConfig, writeCurlBash } from '../../server/core/curl.ts';
import type { ExchangeRecord } from '../../server/core/exchange-record.ts';
import { readHar, writeHar } from '../../server/core/har.ts';
import { writeRawHttp } from '../../server/core/raw-http.ts';
import { dialectLookup } from '../../server/flows/dialect-lookup.ts';
import { exchangeOfCapture } from '../../server/flows/export-requests.ts';
import { createReplays } from '../../server/flows/replay-capture.ts';
import { openRawClient } from '../support/raw-client.ts';
import { realClock, silentLog } from '../support/receiver-bed.ts';
import { openWholeReceiver, realRandom } from '../support/whole-receiver.ts';

/** HOOKBENCH_FIDELITY=50000 asks for more. */
const REQUESTS = Number(process.env.HOOKBENCH_FIDELITY ?? 10_000);
const SEED = 20261122;
const PER_CONNECTION = 250;

interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly trailers: RawHeaders;
  readonly body: Uint8Array;
  readonly wire: Uint8Array;
}

// Every method that Node's parser knows and that may carry a body; CONNECT is tested on its own.
const METHODS =
  'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE PROPFIND REPORT SEARCH PURGE MKCOL LOCK M-SEARCH NOTIFY'.split(
    ' ',
  );
const token = fc.string({
  unit: fc.constantFrom(...'abcXYZ019-_.!#$%&*+^`|~'.split('')),
  minLength: 1,
  maxLength: 12,
});
const visible = fc.constantFrom(
  ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)),
  ...Array.from({ length: 128 }, (_, index) => String.fromCharCode(0x80 + index)),
);
const valueText = fc
  .tuple(
    fc.string({ unit: visible, maxLength: 10 }),
    fc.string({ unit: fc.oneof(visible, fc.constantFrom(' ', '\t')), maxLength: 20 }),
    fc.string({ unit: visible, minLength: 1, maxLength: 5 }),
  )
  .map(([start, middle, end]) => (start === '' ? end : `${start}${middle}${end}`));
const header = fc.tuple(
  token.map((name) => `X-${name}`),
  fc.oneof({ weight: 8, arbitrary: valueText }, { weight: 1, arbitrary: fc.constant('') }),
);
const known = fc.constantFrom<[string, string]>(
  ['Content-Type', 'application/json; charset=utf-8'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['CONTENT-ENCODING', 'gzip'],
  ['User-Agent', 'fidelity/1'],
  ['accept', '*/*'],
  ['Cookie', 'a=b; c=d'],
  ['Authorization', 'Bearer abcdefgh12345678'],
);
const target = fc
  .array(
    fc.string({
      unit: fc.constantFrom(..."aZ09-._~!$&'()*+,;=:@%/?|^`{}[]\\<>".split('')),
      maxLength: 8,
    }),
    {
      maxLength: 5,
    },
  )
  .map((parts) => `/${parts.join('/')}`);
const body = fc.oneof(
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 3, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  },
  { weight: 1, arbitrary: fc.constant(Buffer.from('\ufeff{"a":1}\r\n')) },
);
const request = fc
  .record({
    method: fc.constantFrom(...METHODS),
    target,
    headers: fc.array(fc.oneof(header, known), { maxLength: 8 }),
    body,
    framing: fc.constantFrom('length', 'chunked', 'none'),
    cuts: fc.array(fc.nat({ max: 300 }), { maxLength: 4 }),
    trailers: fc.array(header, { maxLength: 2 }),
    hostAt: fc.nat({ max: 8 }),
  })
  .map(toWire);

interface Parts {
  readonly method: string;
  readonly target: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array;
  readonly framing: string;
  readonly cuts: number[];
  readonly trailers: [string, string][];
  readonly hostAt: number;
}

function toWire(parts: Parts): Sent {
  const bytes = parts.framing === 'none' ? new Uint8Array() : parts.body;
  const headers: RawHeaders = [...parts.headers];
  headers.splice(parts.hostAt, 0, ['hOST', 'fidelity.test:80']);
  if (parts.framing === 'length') {
    headers.push(['Content-length', String(bytes.length)]);
  } else if (parts.framing === 'chunked') {
    headers.unshift(['transfer-Encoding', 'chunked']);
  }
  const trailers = parts.framing === 'chunked' ? parts.trailers : [];
  const lines = [
    `${parts.method} ${parts.target} HTTP/1.1`,
    ...headers.map(([n, v]) => `${n}: ${v}`),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const framed = parts.framing === 'chunked' ? chunk(bytes, parts.cuts, trailers) : bytes;
  const { method, target: path } = parts;
  return {
    method,
    target: path,
    headers,
    trailers,
    body: bytes,
    wire: Buffer.concat([head, framed]),
  };
}

function chunk(bytes: Uint8Array, cuts: number[], trailers: RawHeaders): Uint8Array {
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])];
  places.sort((a, b) => a - b);
  const pieces = places.slice(1).flatMap((end, index) => {
    const piece = bytes.subarray(places[index], end);
    return [Buffer.from(`${piece.length.toString(16)};x=1\r\n`), piece, Buffer.from('\r\n')];
  });
  const end = trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([...pieces, Buffer.from(`0\r\n${end}\r\n`, 'latin1')]);
}

const sameRequest = (
  exchange: Pick<ExchangeRecord, 'method' | 'target' | 'headers' | 'trailers' | 'bodyBytes'>,
) => ({
  method: exchange.method,
  target: exchange.target,
  headers: exchange.headers,
  trailers: exchange.trailers,
  body: Buffer.from(exchange.bodyBytes).toString('base64'),
});
const sentRequest = ({ method, target: path, headers, trailers, body: bytes }: Sent) => ({
  method,
  target: path,
  headers,
  trailers,
  body: Buffer.from(bytes).toString('base64'),
});

describe(`byte fidelity of ${REQUESTS} generated requests`, () => {
  let folder: string;
  let bed: Awaited<ReturnType<typeof openWholeReceiver>>;
  let journal: Awaited<ReturnType<typeof openCaptureJournal>>;
  const sent = fc.sample(request, { numRuns: REQUESTS, seed: SEED });
  let captured: ExchangeRecord[] = [];

  async function sendAll(wires: readonly Uint8Array[]): Promise<void> {
    for (let start = 0; start < wires.length; start += PER_CONNECTION) {
      const batch = wires.slice(start, start + PER_CONNECTION);
      const client = await openRawClient(bed.port);
      client.write(Buffer.concat(batch));
      await client.until(
        (text) => (text.match(/HTTP\/1\.1 /g)?.length ?? 0) >= batch.length,
        30_000,
      );
      client.destroy();
    }
  }

  /** Newest first. */
  async function allIds() {
    const ids: CaptureId[] = [];
    let cursor: string | undefined;
    do {
      const page = await journal.list({ limit: 1000, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return ids;
  }

  /** The captures since the last call, oldest first. */
  async function takeCaptured(): Promise<ExchangeRecord[]> {
    const exchanges: ExchangeRecord[] = [];
    const ids = await allIds();
    for (const id of ids.reverse()) {
      const exchange = await exchangeOfCapture({ captures: journal }, id);
      if (exchange) {
        exchanges.push(exchange);
      }
    }
    await journal.delete(ids);
    return exchanges;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-fidelity-'));
    journal = await openCaptureJournal({
      folder,
      clock: realClock,
      log: silentLog,
      durability: 'process',
    });
    bed = await openWholeReceiver({}, { captures: journal });
    await sendAll(sent.map(({ wire }) => wire));
    captured = await takeCaptured();
  }, 60_000);

  afterAll(async () => {
    await bed?.close();
    await journal?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds in what was stored: target, headers in their order and case, trailers, every byte', () => {
    expect(captured.length).toBe(sent.length);
    for (const [index, exchange] of captured.entries()) {
      expect(sameRequest(exchange)).toEqual(sentRequest(sent[index] as Sent));
    }
  });

  it('holds in a HAR and in a cassette, read again from their text', () => {
    const har = readHar(writeHar(captured, '1'));
    const cassette = readCassette(writeCassette(captured));
    for (const [index, exchange] of captured.entries()) {
      expect(sameRequest(har[index] as ExchangeRecord)).toEqual(sameRequest(exchange));
      expect(sameRequest(cassette[index] as ExchangeRecord)).toEqual(sameRequest(exchange));
    }
  });

  it('holds in raw HTTP, sent again over a raw socket', async () => {
    await sendAll(captured.map(writeRawHttp));
    const again = await takeCaptured();
    expect(again.map(sameRequest)).toEqual(captured.map(sameRequest));
  }, 60_000);

  it('holds in a replay of exact bytes; only headers of the connection differ', async () => {
    await sendAll(sent.map(({ wire }) => wire));
    const ids = await allIds();
    const replays = createReplays({
      captures: journal,
      clock: realClock,
      random: realRandom,
      dialects: dialectLookup,
      exactTransport: bed.exactTransport,
      signingPathOf: () => ({ inbox: undefined, checks: [] }),
      settings: () => ({ forward_urls: [] }),
    });
    const input = ReplayCreateSchema.parse({ mode: 'exact', url: bed.url });
    const waiting = [...ids];
    const worker = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        expect((await replays.start(id, input)).runs[0]?.status).toBe(204);
      }
    };
    await Promise.all(Array.from({ length: 32 }, worker));
    await journal.delete(ids);
    const copies = await takeCaptured();
    const texts = (exchanges: readonly ExchangeRecord[]) =>
      exchanges.map((exchange) => JSON.stringify(messageOf(exchange))).sort();
    expect(texts(copies)).toEqual(texts(captured));
  }, 60_000);

  it('holds in what bash and a curl config run', async () => {
    const some = captured.filter(({ method }) => method !== 'HEAD').slice(0, 60);
    for (const [index, exchange] of some.entries()) {
      const url = `${bed.url}${exchange.target}`;
      const script = join(folder, `${index}.sh`);
      const bodyFile = join(folder, `${index}.body`);
      const config = join(folder, `${index}.curl`);
      await writeFile(script, writeCurlBash(exchange, url));
      await writeFile(bodyFile, exchange.bodyBytes);
      await writeFile(config, Buffer.from(curlConfig(exchange, url), 'latin1'));
      const hasBody = exchange.bodyBytes.length > 0;
      await run('bash', [script]);
      await run('curl', [
        '-s',
        '--config',
        config,
        ...(hasBody ? ['--data-binary', `@${bodyFile}`] : []),
      ]);
      const copies = (await journal.list({ limit: 2 })).items;
      for (const { id } of copies) {
        const again = (await exchangeOfCapture({ captures: journal }, id)) as ExchangeRecord;
        expect({ ...messageOf(again), headers: sorted(again) }).toEqual({
          ...messageOf({ ...exchange, trailers: [] }),
          headers: sorted(exchange),
        });
      }
    }
  }, 60_000);
});

const run = promisify(execFile);
/** They belong to the connection, or follow from the body: each sender writes its own. */
const OF_CONNECTION = /^(host|connection|content-length|transfer-encoding|expect|te|keep-alive)$/i;

function messageOf(exchange: ExchangeRecord) {
  const headers = exchange.headers.filter(([name]) => !OF_CONNECTION.test(name));
  return { ...sameRequest({ ...exchange, headers, trailers: [] }) };
}

/** curl puts some headers of its own before the others, so their order is its own. */
function sorted(exchange: ExchangeRecord): string[] {
  return messageOf(exchange)
    .headers.map(([name, value]) => `${name}: ${value}`)
    .sort();
}
