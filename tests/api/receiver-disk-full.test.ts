import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCaptureJournal } from '../../server/adapters/journal/capture-journal.ts';
import { type FileLayer, nodeFiles } from '../../server/adapters/journal/file-layer.ts';
import { realClock, silentLog } from '../support/receiver-bed.ts';
import { openWholeReceiver } from '../support/whole-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

/** A disk that takes a few bytes of a write and refuses the rest while it is full. */
function fillingDisk() {
  const disk = { isFull: false };
  const files: FileLayer = {
    ...nodeFiles,
    open: async (path, flags) => {
      const file = await nodeFiles.open(path, flags);
      return {
        ...file,
        write: async (bytes, offset, length, position) => {
          if (!disk.isFull) {
            return file.write(bytes, offset, length, position);
          }
          await file.write(bytes, offset, Math.min(7, length), position);
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        },
      };
    },
  };
  return { disk, files };
}

function post(port: number, path: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: 'POST', agent: false },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

describe('a disk that fills up', () => {
  it('is answered 507; what was answered 2xx is there later, over a start too, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hookbench-full-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const { disk, files } = fillingDisk();
    const options = { folder, clock: realClock, log: silentLog, durability: 'process' as const };
    const journal = await openCaptureJournal({ ...options, faultsForTests: files });
    const bed = await openWholeReceiver({}, { captures: journal });
    const answers = new Map<string, number>();
    for (let round = 0; round < 12; round += 1) {
      disk.isFull = round % 3 === 1;
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const path = `/${round}/${index}`;
          // Every fifth body is large enough to have a file of its own.
          const body = Buffer.alloc(index % 5 === 0 ? 100_000 : 100, path);
          answers.set(path, await post(bed.port, path, body));
        }),
      );
    }
    disk.isFull = false;
    expect(new Set(answers.values())).toEqual(new Set([204, 507]));
    expect([...answers.values()].filter((status) => status === 507)).toHaveLength(80);
    await bed.close();
    await journal.close();

    const again = await openCaptureJournal(options);
    closers.push(() => again.close());
    const page = await again.list({ limit: 1000 });
    const kept = page.items.map(({ target }) => target).sort();
    const accepted = [...answers].filter(([, status]) => status === 204).map(([path]) => path);
    expect(kept).toEqual(accepted.sort());
    for (const { id, target, sizeBytes } of page.items) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of again.readBody(id) ?? []) {
        chunks.push(chunk);
      }
      expect(Buffer.concat(chunks).equals(Buffer.alloc(sizeBytes, target))).toBe(true);
    }
  });
});
