import { request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRawClient } from '../support/raw-client.ts';
import { until } from '../support/until.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
beforeEach(async () => {
  server = await openWholeServer();
});
afterEach(() => server.close());

const line = (number: number) => `{"event":"payment_received","data":{"number":${number}}}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, at) => line(at + 1)).join('');
const eventsStored = async () => (await server.control('/api/ledger')).json.events as number;

/** A stream that stays open, in which these were sent and as many events stored. */
async function openStream(text: string, stored: number, head = 'POST /trigger') {
  const client = await openRawClient(Number(new URL(server.urls.exposee).port));
  client.write(
    `${head} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 9000000\r\n\r\n${text}`,
  );
  await until(`${stored} are stored`, async () => (await eventsStored()) === stored);
  return client;
}

const answerOf = (received: string) => {
  const [head = '', body = ''] = received.split('\r\n\r\n');
  return { head, body: JSON.parse(body) };
};

it('a stop answers a stream with what is stored and where to go on; half a line is not taken', async () => {
  const half = '{"event":"payment_received","data":4}';
  const client = await openStream(
    `${line(1)}{"event":"nothing_known","data":1}\n${line(3)}${half}`,
    2,
  );
  await server.stop();
  expect(await client.closed).toBe('end');
  const { head, body } = answerOf(client.received());
  expect(head).toMatch(/^HTTP\/1\.1 503 /);
  expect(head.toLowerCase()).toContain('content-type: application/problem+json');
  expect(body).toMatchObject({
    code: 'unavailable',
    accepted: 2,
    refused: 1,
    next_line: 4,
    detail:
      'The server stops: line 4 and all that follow were not taken. Of those before it, 2 are stored. Send the lines from 4 on again; with ids, sending all again is safe.',
    errors: [{ path: '[1].event' }],
    results: [
      { line: 1, event_id: expect.stringMatching(/^evt_/), deliveries: 0 },
      { line: 2, code: 'unknown_event_type' },
      { line: 3, event_id: expect.stringMatching(/^evt_/), deliveries: 0 },
    ],
  });
  await server.restart();
  expect(await eventsStored()).toBe(2);
});

it('a stop answers a stream of which nothing has come yet', async () => {
  const client = await openStream('', 0);
  // One behind it on the same listener says that the server has seen the first.
  await server.exposee('/healthz');
  await server.stop();
  await client.closed;
  expect(answerOf(client.received()).body).toMatchObject({
    accepted: 0,
    next_line: 1,
    results: [],
  });
});

it('a sender that never stops to write gets to read what is stored', async () => {
  const answered = new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const sent = request(`${server.urls.exposee}/trigger`, { method: 'POST', headers });
    const pour = () => {
      while (!sent.destroyed && sent.write(lines(500))) {
        // As fast as the socket takes it.
      }
    };
    sent.on('drain', pour);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
      answer.on('error', reject);
    });
    // A reset while it still writes may come after the answer; without an answer the test fails by its time.
    sent.on('error', () => undefined);
    pour();
  });
  await until('some are stored', async () => (await eventsStored()) > 2_000);
  await server.stop();
  const { status, text } = await answered;
  const answer = JSON.parse(text);
  expect(status).toBe(503);
  expect(answer.results).toHaveLength(answer.next_line - 1);
  await server.restart();
  expect(await eventsStored()).toBe(answer.accepted);
});
