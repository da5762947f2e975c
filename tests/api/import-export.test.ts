import { expect, it } from 'vitest';
import { openWholeServer } from '../support/whole-server.ts';

it.each(['json', 'csv'])('takes back as %s what it exported, also above 1 MiB', async (format) => {
  const [from, to] = await Promise.all([openWholeServer(), openWholeServer()]);
  const lines = Array.from({ length: 600 }, (_, n) => ({
    url: `http://127.0.0.1:1/${n}/${'a'.repeat(1_950)}`,
    event: 'payment_received',
  }));
  const importInto = (server: typeof from, kind: string, text: string) =>
    server.control('/api/subscriptions/import', { method: 'POST', json: { format: kind, text } });
  expect((await importInto(from, 'json', JSON.stringify(lines))).json.registered).toBe(600);
  const exported = await from.control(`/api/subscriptions/export/${format}`);
  expect(exported.text.length).toBeGreaterThan(1024 * 1024);
  expect((await importInto(to, format, exported.text)).json).toEqual({
    registered: 600,
    unchanged: 0,
  });
  expect((await to.control(`/api/subscriptions/export/${format}`)).text).toBe(exported.text);
  await Promise.all([from.close(), to.close()]);
});
