import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packAttempt } from '../../../../server/adapters/journal/attempt-frames.ts';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import { createSystemRandom } from '../../../../server/adapters/system-random.ts';
import {
  type AheadMaker,
  createAttemptThreads,
} from '../../../../server/adapters/threads/attempt-threads.ts';
import { type Region, SharedArena } from '../../../../server/adapters/threads/shared-arena.ts';
import { createTransport } from '../../../../server/adapters/undici/transport.ts';
import type { DeliveryId, EventId } from '../../../../server/contract/ids.ts';
import { PolicySchema } from '../../../../server/contract/policy.ts';
import type {
  AttemptOrder,
  Destination,
  PackedAttempt,
} from '../../../../server/core/attempt-order.ts';
import { createAttemptMaker } from '../../../../server/flows/make-attempt.ts';
import { silentLog, TEST_SECRET } from '../../../support/delivery-bed.ts';
import { listenAnywhere } from '../../../support/listening.ts';
import { until } from '../../../support/until.ts';

let threadUrl: URL;
let server: Server;
let url: string;
const got: { headers: Record<string, string>; body: string }[] = [];
let status = 204;
let maker: AheadMaker;
/** Answers wait while this is set. */
let held: (() => void)[] | undefined;
let open = 0;
let mostOpen = 0;

beforeAll(async () => {
  const outfile = resolve('.tsbuild', 'tests', 'sending-thread.mjs');
  await build({
    entryPoints: ['server/hosts/sending-thread.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  threadUrl = pathToFileURL(outfile);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      got.push({ headers: Object.fromEntries(headers), body });
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      const answer = () => {
        open -= 1;
        response.writeHead(status, { 'X-Answer': 'Kept' }).end('ok');
      };
      if (held === undefined) {
        setImmediate(answer);
      } else {
        held.push(answer);
      }
    });
  });
  const port = await listenAnywhere(server);
  url = `http://127.0.0.1:${port}/hook`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(async () => {
  await maker.close();
  got.length = 0;
  status = 204;
  held = undefined;
  open = 0;
  mostOpen = 0;
});

function openMaker(
  at: URL,
  canLeave: (order: AttemptOrder) => boolean = () => true,
  arena?: SharedArrayBuffer,
): AheadMaker {
  const clock = systemClock;
  const transport = createTransport({ clock });
  const local = createAttemptMaker({ transport, clock, random: createSystemRandom() });
  return createAttemptThreads({ local, threadUrl: at, count: 2, canLeave, log: silentLog, arena });
}

function orderOf(index: number, destination: Destination): AttemptOrder {
  return {
    delivery: {
      id: `dlv_${String(index).padStart(8, '0')}` as DeliveryId,
      state: 'pending',
      nextAttemptAtMs: 1,
      note: null,
      attempts: index % 3,
      scheduledAttempts: index % 3,
      lastOutcome: null,
      isReplay: index % 2 === 1,
      isTest: false,
    },
    event: {
      id: `evt_${index}` as EventId,
      type: 'payment_received',
      dataText: `{"index":${index},"text":"ünïcödé 🔑"}`,
      createdAtMs: 1,
    },
    destination,
    cause: 'schedule',
    lane: 'a',
    allowsLoopback: true,
    allowsPrivate: true,
  };
}

const textOf = ({ bytes }: PackedAttempt) => Buffer.from(bytes).toString('utf8');
const detailOf = ({ bytes, detailBytes }: PackedAttempt) =>
  Buffer.from(bytes.subarray(0, detailBytes)).toString('utf8');

function destination(): Destination {
  return {
    url,
    dialect: 'standard',
    keys: [{ secret: TEST_SECRET }],
    headers: { 'X-Team': 'blue' },
    policy: PolicySchema.parse({ jitter: 0 }),
    breakIt: [],
  };
}

/** Orders more and more until threads answer: they take a moment to start. */
async function makeMany(count: number, to = destination()) {
  const made = [];
  for (let round = 0; round < 200; round += 1) {
    const orders = Array.from({ length: count }, (_, index) => orderOf(index, to));
    const results = await Promise.all(orders.map((order) => maker.make(order)));
    made.push(...results.map((result, index) => ({ result, order: orders[index] })));
    if (results.some(({ kind }) => kind === 'packed')) {
      return made;
    }
  }
  return made;
}

/** Until both threads take orders: each has one place of this lane. */
async function warmUp() {
  await makeMany(60);
  const to = { ...destination(), policy: PolicySchema.parse({ jitter: 0, concurrency: 2 }) };
  for (mostOpen = 0; mostOpen < 2; ) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => maker.make(orderOf(index, to))));
  }
}

describe('sending threads', () => {
  it('make the same attempts as this thread, signed, and pack them for the journal', async () => {
    maker = openMaker(threadUrl);
    const made = await makeMany(100);
    const packed = made.filter(({ result }) => result.kind === 'packed');
    expect(packed.length).toBeGreaterThan(0);
    expect(got).toHaveLength(made.length);
    for (const { headers, body } of got) {
      expect(() => new Webhook(TEST_SECRET).verify(body, headers)).not.toThrow();
      expect(headers['x-team']).toBe('blue');
    }
    for (const { result, order } of packed) {
      if (result.kind !== 'packed' || order === undefined) {
        continue;
      }
      expect(result.summary).toMatchObject({
        deliveryId: order.delivery.id,
        number: order.delivery.attempts + 1,
        cause: 'schedule',
        outcome: 'answered',
        status: 204,
      });
      expect(result.settled.settlement.state).toBe('delivered');
      expect(textOf(result.packed)).toContain('X-Answer: Kept\n');
    }
  });

  it('carry whole what was sent and answered', async () => {
    status = 500;
    maker = openMaker(threadUrl);
    const made = await makeMany(60);
    const one = made.find(({ result }) => result.kind === 'packed');
    const whole = made.find(({ result }) => result.kind === 'made');
    if (one?.result.kind !== 'packed' || whole?.result.kind !== 'made' || !whole.order) {
      throw new Error('both kinds were to be made');
    }
    const here = packAttempt(whole.result.attempt, whole.order.event.dataText);
    expect(Object.keys(JSON.parse(detailOf(one.result.packed)))).toEqual(
      Object.keys(JSON.parse(detailOf(here))),
    );
    expect(textOf(one.result.packed).endsWith('ok')).toBe(true);
    expect(one.result.settled.settlement.state).toBe('pending');
    expect(one.result.settled.explanation).toContain('The server answered 500');
  });

  it('send nothing of memory that was let go while an order waited for its turn', async () => {
    const size = 256 * 1024;
    const arena = new SharedArena(2 * size);
    maker = openMaker(threadUrl, () => true, arena.shared);
    await warmUp();
    got.length = 0;
    held = [];
    const to = { ...destination(), policy: PolicySchema.parse({ jitter: 0, concurrency: 2 }) };
    const [kept, lost] = [arena.take(size), arena.take(size)];
    const orderIn = (index: number, region: Region | undefined, text: string) => {
      region?.bytes.set(Buffer.from(text));
      const shared = region?.piece(0, text.length, 0);
      const { id, type, createdAtMs } = orderOf(index, to).event;
      const event = { id, type, createdAtMs, dataText: '', ...(shared && { shared }) };
      return maker.make({ ...orderOf(index, to), event });
    };
    const before = [1, 2].map((index) => maker.make(orderOf(index, to)));
    await until('the lane is full', () => held?.length === 2);
    const waiting = [orderIn(3, kept, '{"of":"kept"}'), orderIn(4, lost, '{"of":"lost"}')];
    const ended = Promise.allSettled(waiting);
    // Whatever let it go was wrong to do so: the next publisher's bytes lie there now.
    lost?.release();
    arena.take(1);
    lost?.bytes.set(Buffer.from('{"of":"next"}'));
    const answers = held;
    held = undefined;
    for (const answer of answers) {
      answer();
    }
    expect((await Promise.all(before)).map(({ kind }) => kind)).toEqual(['packed', 'packed']);
    const [fine, refused] = await ended;
    expect(fine).toMatchObject({ status: 'fulfilled', value: { kind: 'packed' } });
    expect(refused).toMatchObject({ status: 'rejected' });
    expect(String(refused?.status === 'rejected' && refused.reason)).toContain(
      'shared data was read',
    );
    expect(got.map(({ body }) => body).filter((body) => body.includes('"of"'))).toEqual([
      '{"event":"payment_received","data":{"of":"kept"}}',
    ]);
  });

  it('leave a few orders to this thread, and those that it alone understands', async () => {
    maker = openMaker(threadUrl, () => false);
    const made = await Promise.all(
      Array.from({ length: 100 }, (_, index) => maker.make(orderOf(index, destination()))),
    );
    expect(made.every(({ kind }) => kind === 'made')).toBe(true);
  });

  it('say why an attempt is impossible', async () => {
    maker = openMaker(threadUrl);
    const made = await makeMany(50, { ...destination(), dialect: 'nobody' });
    const kinds = new Set(made.map(({ result }) => result.kind));
    expect([...kinds]).toEqual(['impossible']);
  });

  it('keep the concurrency of a lane among them, however much is ordered ahead', async () => {
    maker = openMaker(threadUrl);
    await warmUp();
    mostOpen = 0;
    const to = { ...destination(), policy: PolicySchema.parse({ jitter: 0, concurrency: 5 }) };
    const orders = Array.from({ length: 200 }, (_, index) => orderOf(index, to));
    expect(maker.takesAhead('a')).toBe(true);
    const made = await Promise.all(orders.map((order) => maker.make(order)));
    expect(made.every(({ kind }) => kind === 'packed')).toBe(true);
    expect(mostOpen).toBeGreaterThan(1);
    expect(mostOpen).toBeLessThanOrEqual(5);
  });

  it('give back what was not begun, and never send it', async () => {
    maker = openMaker(threadUrl);
    await warmUp();
    got.length = 0;
    const answers: (() => void)[] = [];
    held = answers;
    const to = { ...destination(), policy: PolicySchema.parse({ jitter: 0, concurrency: 4 }) };
    const orders = Array.from({ length: 40 }, (_, index) => orderOf(index, to));
    const making = orders.map((order) => maker.make(order));
    await until('four are open', () => answers.length === 4);
    const recalled = orders.filter(({ delivery }) => maker.recall(delivery.id));
    expect(recalled).toHaveLength(36);
    expect(orders.some(({ delivery }) => maker.recall(delivery.id))).toBe(false);
    // What was given back may be ordered again at once.
    const again = recalled.slice(0, 2).map((order) => maker.make(order));
    held = undefined;
    for (const answer of answers) {
      answer();
    }
    const made = await Promise.all([...making, ...again]);
    expect(made.filter(({ kind }) => kind === 'recalled')).toHaveLength(36);
    expect(made.filter(({ kind }) => kind === 'packed')).toHaveLength(6);
    expect(got).toHaveLength(6);
  });

  it('keep what is sent at most once: it was noted as sent, and would never come again', async () => {
    maker = openMaker(threadUrl);
    await warmUp();
    const answers: (() => void)[] = [];
    held = answers;
    const policy = PolicySchema.parse({ jitter: 0, concurrency: 2, at_most_once: true });
    const orders = Array.from({ length: 6 }, (_, index) =>
      orderOf(index, { ...destination(), policy }),
    );
    const making = orders.map((order) => maker.make(order));
    await until('two are open', () => answers.length === 2);
    expect(orders.filter(({ delivery }) => maker.recall(delivery.id))).toEqual([]);
    held = undefined;
    for (const answer of answers) {
      answer();
    }
    const kinds = (await Promise.all(making)).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['packed']));
  });

  it('are told of a destination again that they had to forget', async () => {
    maker = openMaker(threadUrl);
    await makeMany(60);
    const first = destination();
    const others = Array.from({ length: 1200 }, () => destination());
    for (const to of [first, ...others, first]) {
      // Only what is used again is remembered.
      const made = await Promise.all([1, 2, 3, 4].map((n) => maker.make(orderOf(n, to))));
      expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['packed']));
    }
  });

  it('make a few on the spot again once all is done', async () => {
    maker = openMaker(threadUrl);
    await makeMany(60);
    expect((await maker.make(orderOf(1, destination()))).kind).toBe('packed');
    maker.rest();
    expect(maker.takesAhead('a')).toBe(false);
    expect((await maker.make(orderOf(2, destination()))).kind).toBe('made');
  });

  it('reject what they were making when they end, and this thread goes on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hookbench-thread-'));
    const file = join(folder, 'dies.mjs');
    await writeFile(
      file,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => process.exit(1));
       parentPort.postMessage({ kind: 'ready' });`,
    );
    maker = openMaker(pathToFileURL(file));
    let rejected = 0;
    const keepBusy = async () => {
      while (rejected === 0) {
        await maker.make(orderOf(1, destination())).catch((error: Error) => {
          expect(error.message).toBe('the sending thread has ended');
          rejected += 1;
        });
      }
    };
    await Promise.all(Array.from({ length: 60 }, keepBusy));
    // The other thread may be there still, and ends with the next order.
    const next = () => maker.make(orderOf(2, destination()));
    const after = await next().catch(next);
    expect(after.kind).toBe('made');
    await rm(folder, { recursive: true });
  });
});
