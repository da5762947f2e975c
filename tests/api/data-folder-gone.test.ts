import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
beforeEach(async () => {
  server = await openWholeServer();
});
afterEach(() => server.close());

const post = async (path: string) =>
  (await fetch(server.urls.receiver + path, { method: 'POST', body: 'x' })).status;
const warnings = async () =>
  (await server.control('/api/state')).json.warnings.map(
    ({ code, text }: { code: string; text: string }) => `${code}: ${text}`,
  );

// Windows lets nobody move a folder whose files are open.
describe.skipIf(process.platform === 'win32')('a data folder that is moved or deleted', () => {
  it('is said, and nothing is accepted until it is back; then all that was accepted is there', async () => {
    expect(await post('/before')).toBe(204);
    await rename(server.folder, `${server.folder}.away`);
    await expect
      .poll(warnings)
      .toEqual([expect.stringMatching(/^storage_full: The data folder is gone: .*507/)]);
    expect(await post('/meanwhile')).toBe(507);
    const event = { event: 'payment_received', data: {} };
    expect((await server.exposee('/trigger', { method: 'POST', json: event })).status).toBe(507);
    await rename(`${server.folder}.away`, server.folder);
    await expect.poll(() => post('/after')).toBe(204);
    await expect.poll(warnings).toEqual([]);
    await server.restart();
    const { items } = (await server.control('/api/captures')).json;
    expect(items.map(({ path }: { path: string }) => path)).toEqual(['/after', '/before']);
  });
});
