import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import { AnswerHandler } from '../../../../server/adapters/undici/answer-handler.ts';
import { createTransport } from '../../../../server/adapters/undici/transport.ts';
import type { OutgoingRequest, TransportResult } from '../../../../server/ports.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

/** An endpoint in a thread of its own: it answers while this one stands still. */
const ENDPOINT = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
const seen = new Int32Array(workerData);
const server = createServer((request, response) => {
  Atomics.store(seen, 0, 1);
  request.resume();
  if (request.url === '/answers') {
    setTimeout(() => {
      response.writeHead(204).end(() => {
        Atomics.store(seen, 1, 1);
        Atomics.notify(seen, 1);
      });
    }, 50);
  }
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
const TIMEOUT_MS = 1000;

let endpoint: Worker | undefined;
afterEach(() => endpoint?.terminate());

function requestTo(url: string): OutgoingRequest {
  return {
    method: 'POST',
    url,
    headers: [],
    bodyBytes: Buffer.from('{}'),
    timeoutMs: TIMEOUT_MS,
    maxConnections: 1,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: 1024,
  };
}

/** What is due and what is waiting to be read are done. */
function oneTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function sendAndStandStill(path: string) {
  const shared = new SharedArrayBuffer(8);
  const seen = new Int32Array(shared);
  endpoint = new Worker(ENDPOINT, { eval: true, workerData: shared });
  const port = await new Promise((resolve) => endpoint?.once('message', resolve));
  const transport = createTransport({ clock: systemClock });
  const sent = transport.send(requestTo(`http://127.0.0.1:${port}${path}`));
  await until('the endpoint has it', () => Atomics.load(seen, 0) === 1);
  // Stopped here, the timers come first when it goes on, and sockets after them.
  await oneTurn();
  // Neither timers nor sockets are looked at meanwhile, as in a process that is stopped.
  if (path === '/answers') {
    Atomics.wait(seen, 1, 0, 60_000);
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * TIMEOUT_MS);
  const result = await sent;
  await transport.close();
  return result;
}

it('reads the answer that came while the process stood still, before it counts the time', async () => {
  expect(await sendAndStandStill('/answers')).toMatchObject({ outcome: 'answered', status: 204 });
});

it('gives up all the same where none came', async () => {
  expect(await sendAndStandStill('/silent')).toMatchObject({ outcome: 'timeout', status: null });
});

it('gives an endpoint its time once more where nothing ran meanwhile, and only once', async () => {
  const clock = createFakeClock();
  const timers: (() => void)[] = [];
  const results: TransportResult[] = [];
  const handler = new AnswerHandler(
    requestTo('http://127.0.0.1/'),
    false,
    {
      clock: {
        ...clock,
        after: (_, call) => {
          timers.push(call);
          return () => undefined;
        },
      },
      connection: { freshConnectMs: null },
    },
    (result) => results.push(result),
  );
  const fallDue = async (afterMs: number) => {
    await clock.advance(afterMs);
    timers.shift()?.();
    await oneTurn();
  };
  handler.onConnect(() => undefined);
  await fallDue(TIMEOUT_MS + 5000);
  expect(results).toEqual([]);
  await fallDue(TIMEOUT_MS + 5000);
  expect(results).toMatchObject([{ outcome: 'timeout', status: null }]);
});
