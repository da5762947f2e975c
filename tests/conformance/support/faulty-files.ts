import { stat } from 'node:fs/promises';
import {
  type FileLayer,
  nodeFiles,
  type OpenFile,
} from '../../../server/adapters/journal/file-layer.ts';

/** What a test can make the disk do. */
export class FaultyFiles implements FileLayer {
  /** Bytes that still fit; writes beyond are taken in part, then refused. */
  roomBytes = Number.POSITIVE_INFINITY;
  /** Refuses every sync to the disk. */
  refusesSync = false;
  refusesTruncate = false;
  /** Called before each step; throws to crash there. */
  beforeStep: (step: string) => void = () => undefined;
  readonly steps: string[] = [];

  async open(path: string, flags: 'r' | 'r+' | 'w+' | 'wx+'): Promise<OpenFile> {
    if (flags !== 'r') {
      this.#step(`open ${nameOf(path)}`);
    }
    const file = await nodeFiles.open(path, flags);
    return {
      ...file,
      write: (bytes, offset, length, position) => {
        this.#step(`write ${nameOf(path)}`);
        const room = Math.min(length, Math.max(0, Math.floor(this.roomBytes)));
        if (room < length && room < 16) {
          return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
        }
        this.roomBytes -= room;
        return file.write(bytes, offset, room, position);
      },
      truncate: (size) => {
        this.#step(`truncate ${nameOf(path)}`);
        if (this.refusesTruncate) {
          return Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
        }
        return file.truncate(size);
      },
      dataSync: () => {
        this.#step(`sync ${nameOf(path)}`);
        if (this.refusesSync) {
          return Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
        }
        return file.dataSync();
      },
    };
  }

  list(folder: string): Promise<string[]> {
    return nodeFiles.list(folder);
  }

  makeFolder(folder: string): Promise<void> {
    return nodeFiles.makeFolder(folder);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step(`rename ${nameOf(to)}`);
    await nodeFiles.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    this.#step(`remove ${nameOf(path)}`);
    this.roomBytes += await sizeOf(path);
    await nodeFiles.remove(path);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#step('sync folder');
    await nodeFiles.syncFolder(folder);
  }

  #step(step: string): void {
    this.beforeStep(step);
    this.steps.push(step);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
