import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRawClient } from '../support/raw-client.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
beforeEach(async () => {
  server = await openWholeServer();
});
afterEach(() => server.close());

const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n`;

/** So much of a large body goes into its file at once, as it comes. */
const GATHERED_BYTES = 256 * 1024;

async function bytesInFiles(): Promise<number> {
  const folder = join(server.folder, 'captures', 'bodies');
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

it('a stop answers what is still on its way with 503, and keeps what came of it, marked as cut', async () => {
  const port = Number(new URL(server.urls.receiver).port);
  const sizes = { '/large': GATHERED_BYTES, '/small': 10, '/head': 0 };
  const clients = await Promise.all(
    Object.entries(sizes).map(async ([path, size]) => {
      const client = await openRawClient(port);
      client.write(head(path) + 'x'.repeat(size));
      return client;
    }),
  );
  // A whole one behind them says that the receiver has seen theirs; the large one comes in several packets.
  await fetch(server.urls.receiver, { method: 'POST', body: 'whole' });
  await expect.poll(bytesInFiles).toBe(sizes['/large']);
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
    ['/large', GATHERED_BYTES, 503, true],
    ['/small', 10, 503, true],
  ]);
});
