// The data folder belongs to one process at a time: two would write over each other's journals.
// Node has no file locks, so the lock is a file that names its holder and that only one can link into
// place; the lock of a holder that is dead is taken over.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export interface DataFolder {
  readonly path: string;
  release(): Promise<void>;
}

/** The message is for people: it names the folder, the holder and the way out. */
export class DataFolderInUse extends Error {
  constructor(path: string, pid: number) {
    super(
      `The data folder ${path} is in use by another Hookbench (process ${pid}). ` +
        'Stop it, or choose another folder with --data.',
    );
    this.name = 'DataFolderInUse';
  }
}

interface Holder {
  readonly pid: number;
  /** When the process started, in clock ticks since boot (Linux): pids are used again. */
  readonly startedTicks: string | null;
  readonly token: string;
}

const LOCK_NAME = 'hookbench.lock';
const TAKEOVER_NAME = 'hookbench.lock.takeover';
const SUBFOLDERS = ['config', 'deliveries', 'captures'] as const;
const FOLDER_MODE = 0o700;
const MAX_TRIES = 5;
/** Locks of this process: a container gives the same pid to every start. */
const heldTokens = new Set<string>();

/** Makes the folder where it is missing and holds it. Throws DataFolderInUse. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  await makeFolder(path);
  const token = await takeLock(path);
  for (const name of SUBFOLDERS) {
    await mkdir(join(path, name), { recursive: true, mode: FOLDER_MODE });
  }
  return {
    path,
    async release() {
      heldTokens.delete(token);
      const holder = await readHolder(join(path, LOCK_NAME));
      if (holder !== undefined && holder.token === token) {
        await rm(join(path, LOCK_NAME), { force: true });
      }
    },
  };
}

/**
 * One level at a time: Node's recursive form tries for ever where a folder exists and takes no other,
 * as in /proc.
 */
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  try {
    await mkdir(path, { mode: FOLDER_MODE });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) {
      return;
    }
    const hasParent = await stat(parent).then(Boolean, () => false);
    if (code !== 'ENOENT' || hasParent || parent === path) {
      throw new Error(
        `${path} cannot be made (${String(code)}). Choose another folder with --data.`,
      );
    }
    await makeFolder(parent);
    await makeFolder(path);
  }
}

async function takeLock(path: string): Promise<string> {
  const lockPath = join(path, LOCK_NAME);
  const startedTicks = await startedTicksOf(process.pid);
  const holder: Holder = { pid: process.pid, startedTicks, token: randomUUID() };
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (await createFile(lockPath, JSON.stringify(holder))) {
      heldTokens.add(holder.token);
      return holder.token;
    }
    const other = await readHolder(lockPath);
    if (other !== undefined && (await isAlive(other))) {
      throw new DataFolderInUse(path, other.pid);
    }
    await removeStale(path, other);
  }
  throw new Error(`The lock of the data folder ${path} changes hands too often: try again.`);
}

/** Removes a dead holder's lock; a second file sees to it that only one process does so at a time. */
async function removeStale(path: string, stale: Holder | undefined): Promise<void> {
  const takeoverPath = join(path, TAKEOVER_NAME);
  const mark: Holder = {
    pid: process.pid,
    startedTicks: await startedTicksOf(process.pid),
    token: randomUUID(),
  };
  if (!(await createFile(takeoverPath, JSON.stringify(mark)))) {
    const other = await readHolder(takeoverPath);
    if (other === undefined || !(await isAlive(other))) {
      await rm(takeoverPath, { force: true });
    }
    return;
  }
  try {
    const now = await readHolder(join(path, LOCK_NAME));
    if (now?.token === stale?.token) {
      await rm(join(path, LOCK_NAME), { force: true });
    }
  } finally {
    await rm(takeoverPath, { force: true });
  }
}

/** False where the file is there already. It appears whole: nobody reads half a holder. */
async function createFile(path: string, text: string): Promise<boolean> {
  const draftPath = `${path}.${randomUUID()}`;
  await writeFile(draftPath, text, { mode: 0o600 });
  try {
    await link(draftPath, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    await rm(draftPath, { force: true });
  }
}

/** Undefined where there is no lock or it was never written to the end. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    return Number.isInteger(holder.pid) && typeof holder.token === 'string'
      ? { pid: Number(holder.pid), startedTicks: holder.startedTicks ?? null, token: holder.token }
      : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid) {
    return heldTokens.has(holder.token);
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const ticks = await startedTicksOf(holder.pid);
  if (ticks === 'dead') {
    return false;
  }
  return ticks === null || holder.startedTicks === null || ticks === holder.startedTicks;
}

/** Null where the system does not say. A dead process that its parent has not asked for is `dead`. */
async function startedTicksOf(pid: number): Promise<string | 'dead' | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; the start is field 22, the 20th after the bracket.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : (fields[19] ?? null);
  } catch {
    return null; // Not Linux.
  }
}
