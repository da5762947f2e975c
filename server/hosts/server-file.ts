import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ListenerUrlsSchema } from '../contract/bridge.ts';
import { isCode, replacePrivateFile } from './private-file.ts';

// How other commands on this computer find a running server: `server.json` and `token` in its data
// folder, both readable by its user only and gone once it has stopped.

const SERVER_FILE_NAME = 'server.json';
const TOKEN_FILE_NAME = 'token';

const RunningServerSchema = ListenerUrlsSchema.extend({ pid: z.number().int() });
export type RunningServer = z.infer<typeof RunningServerSchema>;

export async function writeServerFiles(
  dataDir: string,
  server: RunningServer,
  token: string,
): Promise<void> {
  await replacePrivateFile(join(dataDir, TOKEN_FILE_NAME), `${token}\n`);
  await replacePrivateFile(join(dataDir, SERVER_FILE_NAME), `${JSON.stringify(server)}\n`);
}

export async function removeServerFiles(dataDir: string): Promise<void> {
  await rm(join(dataDir, SERVER_FILE_NAME), { force: true });
  await rm(join(dataDir, TOKEN_FILE_NAME), { force: true });
}

/** The server that uses this data folder now; a file that a killed one left behind does not count. */
export async function findRunningServer(
  dataDir: string,
): Promise<(RunningServer & { readonly token: string }) | undefined> {
  try {
    const text = await readFile(join(dataDir, SERVER_FILE_NAME), 'utf8');
    const token = await readFile(join(dataDir, TOKEN_FILE_NAME), 'utf8');
    const server = RunningServerSchema.safeParse(JSON.parse(text));
    return server.success && isAlive(server.data.pid)
      ? { ...server.data, token: token.trim() }
      : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES') || error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return isCode(error, 'EPERM');
  }
}
