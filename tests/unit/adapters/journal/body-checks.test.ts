import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BodyChecks,
  CHECKED_BLOCK_BYTES,
  isSoundBlock,
} from '../../../../server/adapters/body-checks.ts';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { parseFilter } from '../../../../server/contract/filter.ts';
import type { CaptureId } from '../../../../server/contract/ids.ts';
import { sampleCapture, sampleDetail } from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

const BLOCK = CHECKED_BLOCK_BYTES;
const BODY = Buffer.from(Array.from({ length: 2 * BLOCK + 777 }, (_, index) => (index * 31) % 251));

let folder: string;
let store: Awaited<ReturnType<typeof open>>;

const open = () =>
  openCaptureJournal({
    folder,
    clock: new TestClock(),
    log: memoryLog(),
    durability: 'process',
    segmentBytes: 2000,
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-checks-'));
  store = await open();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** In chunks as a network has them, of no size in particular. */
async function saveBody(): Promise<CaptureId> {
  const writer = store.openBody();
  for (let position = 0; position < BODY.length; position += 60_001) {
    await writer.write(BODY.subarray(position, position + 60_001));
  }
  return (await store.save(sampleCapture(1), sampleDetail(), writer)).id;
}

async function bodyPath(): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  return join(folder, names.find((name) => name.endsWith('.body')) ?? '');
}

async function flipByte(position: number): Promise<void> {
  const path = await bodyPath();
  const bytes = await readFile(path);
  bytes[position] = (bytes[position] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

async function read(id: CaptureId, start?: number, end?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.readBody(id, start, end) ?? []) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('a body in a file of its own', () => {
  it('is read whole and in any part while it is sound, over a start too', async () => {
    const id = await saveBody();
    for (const _ of ['before a start', 'after it']) {
      expect((await read(id)).equals(BODY)).toBe(true);
      for (const [start, end] of [
        [0, 1],
        [BLOCK - 1, BLOCK + 1],
        [5, 2 * BLOCK + 5],
        [2 * BLOCK + 776, 2 * BLOCK + 777],
        [7, 7],
      ] as const) {
        expect((await read(id, start, end)).equals(BODY.subarray(start, end))).toBe(true);
      }
      await store.close();
      store = await open();
    }
  });

  it.each([0, BLOCK - 1, BLOCK, 2 * BLOCK + 776])(
    'is never shown where byte %i changed on the disk; the rest still is',
    async (position) => {
      const id = await saveBody();
      await flipByte(position);
      const said = `damaged on disk: from byte ${position - (position % BLOCK)} on`;
      await expect(read(id)).rejects.toThrow(said);
      await expect(read(id, position, position + 1)).rejects.toThrow(said);
      const other = position < BLOCK ? 2 * BLOCK : 0;
      expect((await read(id, other, other + 10)).equals(BODY.subarray(other, other + 10))).toBe(
        true,
      );
    },
  );

  it('is never shown short', async () => {
    const id = await saveBody();
    await truncate(await bodyPath(), BLOCK);
    await expect(read(id)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await read(id, 0, BLOCK)).equals(BODY.subarray(0, BLOCK))).toBe(true);
  });

  it('keeps its checks when its capture is carried ahead', async () => {
    const id = await saveBody();
    await store.change(id, { isStarred: true });
    for (let number = 2; number < 40; number += 1) {
      await store.save(sampleCapture(number), sampleDetail(), Buffer.alloc(500));
    }
    await store.prune({ maxItems: 2, maxBytes: 1e9, olderThanMs: null });
    await store.close();
    store = await open();
    expect((await read(id)).equals(BODY)).toBe(true);
    await flipByte(BLOCK);
    await expect(read(id)).rejects.toThrow('damaged on disk');
  });

  it('does not end a search', async () => {
    await saveBody();
    await flipByte(3);
    const page = await store.list({ limit: 10, filter: parseFilter('body:nothing-of-the-kind') });
    expect(page.total).toBe(0);
  });
});

it('is checked alike however its bytes come', () => {
  const whole = new BodyChecks();
  whole.add(BODY);
  const pieces = new BodyChecks();
  for (let position = 0; position < BODY.length; position += 4_099) {
    pieces.add(BODY.subarray(position, position + 4_099));
  }
  const text = whole.text();
  expect(pieces.text()).toBe(text);
  expect(isSoundBlock(text, 2, BODY.subarray(2 * BLOCK))).toBe(true);
  expect(isSoundBlock(text, 3, Buffer.alloc(0))).toBe(false);
});
