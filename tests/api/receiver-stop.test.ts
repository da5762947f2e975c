import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRawClient } from '../support/raw-client.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
beforeEach(async () => {
  server = await openWholeServer();
});
afterEach(() => server.close());

const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n`;

it('a stop answers what is still on its way with 503, and keeps what came of it, marked as cut', async () => {
  const port = Number(new URL(server.urls.receiver).port);
  const sizes = { '/large': 100_000, '/small': 10, '/head': 0 };
  const clients = await Promise.all(
    Object.entries(sizes).map(async ([path, size]) => {
      const client = await openRawClient(port);
      client.write(head(path) + 'x'.repeat(size));
      return client;
    }),
  );
  // A whole one behind them says that the receiver has seen theirs.
  await fetch(server.urls.receiver, { method: 'POST', body: 'whole' });
  await server.stop();
  for (const client of clients) {
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
  }
  await server.restart();
  const { items } = (await server.control('/api/captures?limit=10')).json;
  const kept = items.map(
    (item: { path: string; size: number; status: number; is_cut: boolean }) => [
      item.path,
      item.size,
      item.status,
      item.is_cut,
    ],
  );
  expect(kept.sort()).toEqual([
    ['/', 5, 204, false],
    ['/head', 0, 503, true],
    ['/large', 100_000, 503, true],
    ['/small', 10, 503, true],
  ]);
});
