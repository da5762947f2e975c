import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateRequests } from '../support/generated-requests.ts';
import { faultsOfHar } from '../support/har-schema.ts';
import { openRawClient, sendRaw } from '../support/raw-client.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

/** Targets, names and bodies that no URL, no UTF-8 text or no complete request is made of. */
const ODD = [
  'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443\r\n\r\n',
  'GET http://example.test:80/a?b=c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'GET /%zz/[a]|{b}?q=^%&x="<>" HTTP/1.1\r\nHost: not a host\r\nConnection: close\r\n\r\n',
  'GET /none HTTP/1.1\r\nConnection: close\r\n\r\n',
  'GET /old HTTP/1.0\r\n\r\n',
  'BREW /pot HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'POST /both HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  Buffer.from(
    'PUT /\xfc?\xff HTTP/1.1\r\nHost: \xe4\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\xff\0',
    'latin1',
  ),
];

describe('a HAR of ours, checked by the JSON Schema of HAR 1.2', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
  });
  afterAll(() => server.close());

  const exported = async (what: 'captures' | 'deliveries') =>
    (await server.control('/api/export', { method: 'POST', json: { what, format: 'har' } })).text;

  it('holds 500 generated requests', async () => {
    const sent = generateRequests(500, 12);
    const client = await openRawClient(Number(new URL(server.urls.receiver).port));
    client.write(Buffer.concat(sent.map(({ wire }) => wire)));
    await client.until((text) => text.split('HTTP/1.1 ').length > sent.length, 60_000);
    client.destroy();
    const text = await exported('captures');
    expect(JSON.parse(text).log.entries).toHaveLength(sent.length);
    expect(faultsOfHar(text)).toEqual([]);
  });

  it('holds requests that are no usual ones, and those cut short', async () => {
    const port = Number(new URL(server.urls.receiver).port);
    const before = (await server.control('/api/captures')).json.total;
    for (const bytes of ODD) {
      await sendRaw(port, bytes);
    }
    const cut = await openRawClient(port);
    cut.write('POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123');
    cut.finish();
    await cut.closed;
    const after = before + ODD.length + 1;
    await expect.poll(async () => (await server.control('/api/captures')).json.total).toBe(after);
    const text = await exported('captures');
    expect(JSON.parse(text).log.entries).toHaveLength(after);
    expect(faultsOfHar(text)).toEqual([]);
  });

  it('holds attempts, answered or not', async () => {
    for (const url of [`${server.urls.receiver}/answered?x=1`, 'http://127.0.0.1:1/nobody']) {
      // Tried once: the moment of the next attempt would be a race.
      const policy = { schedule: { kind: 'list', delays_ms: [0] } };
      const json = { url, event_types: ['payment_received'], policy };
      await server.control('/api/subscriptions', { method: 'POST', json });
    }
    const attempted = async () =>
      (await server.control('/api/deliveries')).json.items.map(
        ({ attempts }: { attempts: number }) => attempts,
      );
    await expect.poll(attempted).toEqual([1, 1]);
    const text = await exported('deliveries');
    const { entries } = JSON.parse(text).log;
    expect(
      entries.map(({ response }: { response: { status: number } }) => response.status).sort(),
    ).toEqual([0, 204]);
    expect(faultsOfHar(text)).toEqual([]);
  });
});
