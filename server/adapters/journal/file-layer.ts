// The few file operations that the journals need, behind a seam: tests put a layer in between that
// runs out of room, tears writes or throws between two steps. File descriptors, not FileHandles:
// the callback functions cost less a call, and this is the hot path.
import * as fs from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface FileLayer {
  open(path: string, flags: 'r' | 'r+' | 'w+' | 'wx+'): Promise<OpenFile>;
  list(folder: string): Promise<string[]>;
  makeFolder(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes renames, new and removed names of a folder survive a power cut, where the system can. */
  syncFolder(folder: string): Promise<void>;
}

export interface OpenFile {
  /** Answers how many bytes were taken: a full disk may take some of them. */
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  read(bytes: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  truncate(size: number): Promise<void>;
  dataSync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

const openFd = promisify(fs.open);
const closeFd = promisify(fs.close);
const truncateFd = promisify(fs.ftruncate);
const dataSyncFd = promisify(fs.fdatasync);
const statFd = promisify(fs.fstat);
/** Up to here a write is a copy into the system's cache: quicker done than handed to another thread. */
const DIRECT_WRITE_BYTES = 128 * 1024;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export const nodeFiles: FileLayer = {
  async open(path, flags) {
    // To be written to: at once, like small writes. A journal that goes on to its next segment would
    // else keep all who wait for it waiting until the loop has done a whole turn of their requests.
    const fd = flags === 'r' ? await openFd(path, flags) : fs.openSync(path, flags, FILE_MODE);
    return nodeFile(fd);
  },
  list: (folder) => readdir(folder),
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(folder) {
    if (process.platform === 'win32') {
      return; // Windows cannot open a folder; NTFS journals names by itself.
    }
    const fd = await openFd(folder, 'r');
    try {
      await promisify(fs.fsync)(fd);
    } finally {
      await closeFd(fd);
    }
  },
};

/** For a thread that nobody waits for: it reads by itself instead of handing that to another one. */
export const directFiles: FileLayer = {
  ...nodeFiles,
  open: async (path, flags) => {
    const fd = fs.openSync(path, flags, FILE_MODE);
    return { ...nodeFile(fd), read: async (...place) => fs.readSync(fd, ...place) };
  },
};

function nodeFile(fd: number): OpenFile {
  return {
    write: (bytes, offset, length, position) =>
      new Promise((resolve, reject) => {
        if (length <= DIRECT_WRITE_BYTES) {
          resolve(fs.writeSync(fd, bytes, offset, length, position));
          return;
        }
        fs.write(fd, bytes, offset, length, position, (error, written) =>
          error ? reject(error) : resolve(written),
        );
      }),
    read: (bytes, offset, length, position) =>
      new Promise((resolve, reject) => {
        fs.read(fd, bytes, offset, length, position, (error, bytesRead) =>
          error ? reject(error) : resolve(bytesRead),
        );
      }),
    truncate: (size) => truncateFd(fd, size),
    dataSync: () => dataSyncFd(fd),
    size: async () => (await statFd(fd)).size,
    close: async () => fs.closeSync(fd),
  };
}

/** Writes all of it or throws: a write that takes nothing is a full disk. */
export async function writeFully(
  file: OpenFile,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const written = await file.write(bytes, done, bytes.length - done, position + done);
    if (written <= 0) {
      throw Object.assign(new Error('the disk took no more bytes'), { code: 'ENOSPC' });
    }
    done += written;
  }
}

/** Reads up to `length` bytes; fewer only at the end of the file. */
export async function readFully(
  file: OpenFile,
  bytes: Uint8Array,
  length: number,
  position: number,
): Promise<number> {
  let done = 0;
  while (done < length) {
    const count = await file.read(bytes, done, length - done, position + done);
    if (count === 0) {
      break;
    }
    done += count;
  }
  return done;
}
