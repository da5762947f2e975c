import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../../server/hosts/config.ts';
import { type HeadlessOptions, startHeadless } from '../../../server/hosts/headless.ts';
import { findRunningServer } from '../../../server/hosts/server-file.ts';
import { StartError } from '../../../server/hosts/start-error.ts';

const urls = {
  control: 'http://127.0.0.1:1',
  exposee: 'http://127.0.0.1:2',
  receiver: 'http://127.0.0.1:3',
};

let dataDir: string;
let config: Config;
let steps: string[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hookbench-headless-'));
  config = loadConfig({ env: {}, cwd: dataDir, flags: { data: dataDir } });
  steps = [];
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const startServer: HeadlessOptions['startServer'] = async (order) => {
  steps.push(`start with ${order.dataKeyBytes.length} bytes`);
  return {
    urls,
    newSessionCode: () => 'once',
    stop: async () => {
      steps.push(`stop, found: ${(await findRunningServer(dataDir)) !== undefined}`);
    },
  };
};
const options = { startServer, warn: () => undefined };

it('others find the server while it runs, and no longer once it is told to stop', async () => {
  const server = await startHeadless(config, options);
  expect(await findRunningServer(dataDir)).toEqual({
    ...urls,
    pid: process.pid,
    token: server.token,
  });
  expect(server.windowUrl()).toBe('http://127.0.0.1:1/#code=once');
  await server.stop();
  expect(steps).toEqual(['start with 32 bytes', 'stop, found: false']);
});

it('a second one on the same folder is refused, until the first one has stopped', async () => {
  const first = await startHeadless(config, options);
  const second = startHeadless(config, options);
  await expect(second).rejects.toMatchObject({ code: 'data_in_use' });
  await expect(second).rejects.toThrow(String(process.pid));
  await first.stop();
  await (await startHeadless(config, options)).stop();
});

it('a start that fails lets go of the folder and leaves no trace of a server', async () => {
  const fails = async () => {
    throw new StartError('port_in_use', 'The port is taken.');
  };
  const start = startHeadless(config, { ...options, startServer: fails });
  await expect(start).rejects.toThrow('The port is taken.');
  expect(await readdir(dataDir)).not.toContain('server.json');
  await (await startHeadless(config, options)).stop();
});

it('a folder that cannot be made is said by name', async () => {
  const wrong = { ...config, dataDir: '/dev/null/data' };
  await expect(startHeadless(wrong, options)).rejects.toThrow('/dev/null/data cannot be used');
});
