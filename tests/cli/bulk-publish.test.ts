import { createServer, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../server/contract/delivery.ts';
import { listenAnywhere } from '../support/listening.ts';
import { until } from '../support/until.ts';
import { RunningCli, scratchFolder } from './support/hookbench.ts';

// Large streams of events, as a running program takes them in: read by one thread, sent by others,
// out of memory that all of them share and that is used again and again.

const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
const ANY_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];
const LIMIT_MS = 60_000;

let serve: RunningCli;
let server: Server;
let url: string;
let ready: { readonly control: string; readonly exposee: string; readonly token: string };
/** Bodies by id, as they came. */
let got: Map<string, Buffer>;
let faults: string[];
/** Answers wait here while it is set. */
let held: ServerResponse[] | undefined;

beforeEach(async () => {
  got = new Map();
  faults = [];
  held = undefined;
  const webhook = new Webhook(SECRET);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const headers = request.headers as Record<string, string>;
      try {
        webhook.verify(body.toString('utf8'), headers);
      } catch (error) {
        faults.push(`${headers['webhook-id']}: ${String(error)}`);
      }
      const id = headers['webhook-id'] ?? '';
      if (id.startsWith('evt_bulk_')) {
        got.set(id, body);
      }
      response.statusCode = 204;
      if (held) {
        held.push(response);
      } else {
        response.end();
      }
    });
  });
  url = `http://127.0.0.1:${await listenAnywhere(server)}/hook`;
  serve = new RunningCli(['serve', '--json', '--data', scratchFolder(), ...ANY_PORTS]);
  ready = JSON.parse((await serve.waitFor(/^\{.*\}\n/m))[0]);
  await call('/subscriptions', { url, event_types: ['*'], secret: SECRET });
});
afterEach(async () => {
  await serve.stop('SIGKILL');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
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

/** The data of event `index`: each its own, of many lengths, with everything that JSON text may hold. */
function dataText(index: number): string {
  const filling = String.fromCharCode(97 + (index % 26)).repeat((index * 37) % 9000);
  const tail = index % 3 === 0 ? ', "ünï😀": "\\u20ac \\n"' : '';
  return `{ "n": ${index}.0, "big": 1234567890123456789, "n": ${index}, "text": "${filling}"${tail} }`;
}

async function publish(from: number, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, offset) => {
    const index = from + offset;
    return `{"event":"payment_received","id":"evt_bulk_${index}","data":${dataText(index)}}\n`;
  });
  const answer = await fetch(`${ready.exposee}/trigger`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join(''),
  });
  expect(answer.status).toBe(202);
  expect(await answer.text()).not.toContain('"code"');
}

function ledger(): Promise<Ledger> {
  return call('/ledger') as Promise<Ledger>;
}

function expectEveryByte(count: number): void {
  expect(faults).toEqual([]);
  expect(got.size).toBe(count);
  for (let index = 0; index < count; index += 1) {
    const wanted = `{"event":"payment_received","data":${dataText(index)}}`;
    // Not toEqual: a failure would print megabytes.
    const isSame = got.get(`evt_bulk_${index}`)?.equals(Buffer.from(wanted));
    expect(isSame, `the bytes of event ${index}`).toBe(true);
  }
}

it('delivers every byte of streams that need the shared memory several times over', async () => {
  for (let round = 0; round < 6; round += 1) {
    await Promise.all([0, 1, 2, 3].map((part) => publish(round * 4000 + part * 1000, 1000)));
  }
  await until('all is delivered', async () => (await ledger()).deliveries.pending === 0, LIMIT_MS);
  expect((await ledger()).deliveries).toMatchObject({ failed: 0, cancelled: 0 });
  expectEveryByte(24_000);
}, 120_000);

it('keeps the bytes of what waits for an endpoint that does not answer, and of all that comes after', async () => {
  held = [];
  // More than fits: what came last is read on the spot and back from the disk.
  await publish(0, 8000);
  await until('it has work enough', () => (held?.length ?? 0) >= 64, LIMIT_MS);
  const waiting = held;
  held = undefined;
  for (const response of waiting) {
    response.end();
  }
  await publish(8000, 2000);
  await until('all is delivered', async () => (await ledger()).deliveries.pending === 0, LIMIT_MS);
  expectEveryByte(10_000);
}, 120_000);
