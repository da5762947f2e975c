import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { CaptureSearch } from '../../../../server/adapters/journal/capture-search.ts';
import { FOUND } from '../../../../server/adapters/journal/content-look.ts';
import {
  createSearchThreads,
  type SearchThreads,
} from '../../../../server/adapters/journal/search-threads.ts';
import { positionOf } from '../../../../server/adapters/journal/segment-files.ts';
import { MemoryCaptureStore } from '../../../../server/adapters/memory/memory-captures.ts';
import { parseFilter } from '../../../../server/contract/filter.ts';
import { compileCaptureFilter } from '../../../../server/core/filter/capture-filter.ts';
import type { CaptureStore } from '../../../../server/ports.ts';
import { captureId, sampleCapture, sampleDetail } from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';
import { buildThreadFile } from '../../../support/thread-file.ts';
import { until } from '../../../support/until.ts';

const BROKEN_THREAD = new URL(
  `data:text/javascript,${encodeURIComponent("throw new Error('no')")}`,
);

let threadUrl: URL;
let threads: SearchThreads;
let answers = 0;

beforeAll(async () => {
  threadUrl = await buildThreadFile('search-thread');
  threads = counted(createSearchThreads({ threadUrl, count: 2, log: memoryLog() }));
});
afterAll(async () => {
  await threads.close();
  await rm(threadUrl, { force: true });
});

/** Counts what the threads found out: a test that never asked them shows nothing. */
function counted(given: SearchThreads): SearchThreads {
  return {
    async look(...order) {
      const found = await given.look(...order);
      answers += found === undefined ? 0 : 1;
      return found;
    },
    close: () => given.close(),
  };
}

const FILTERS = [
  'zebra',
  '-zebra',
  'ZEBRA,okapi',
  'ze*ra',
  'größe',
  '日本',
  'x-animal',
  'body:zebra',
  '-body:okapi',
  'header.x-animal:zebra',
  'header.x-animal:*k*',
  'header.x-animal:Ł',
  'body.$.n:12',
  'body.$.n:>12',
  'body.$.n:<=-1.5',
  'body.$.n:>=100 body.$.n:<1e3',
  '-body.$.n:>0',
  'body.$.n:>9007199254740993',
  'body.$.n:1*',
  'body.$.n:7,>1000',
  'body.$..n:>3',
  'body.$.word:zebra',
  'body.$.word:true,null',
  'zebra body.$.n:>0',
  'status:5xx zebra',
];

const word = fc.constantFrom(
  'zebra',
  'Zebra',
  'OKAPI',
  'horse',
  'größe',
  'GRÖSSE',
  '日本',
  'n',
  '12',
);
const number = fc.constantFrom(
  ...['0', '-0', '7', '12', '12.0', '1.2e1', '120e-1', '-1.5', '-2', '13', '100', '999', '1000'],
  ...['9007199254740992', '9007199254740993', '9007199254740994', '123456789012345', '1e400'],
  ...['"12"', '"9007199254740994"', '-', '012', '12x', '1234567890123456789012345678901234567890'],
);
const space = fc.constantFrom('', ' ', '\n\t ');
const json = fc
  .record({ number, word, space, name: fc.constantFrom('n', 'N', 'nn', 'm') })
  .map(({ number, word, space, name }) =>
    [
      `{"${name}"${space}:${space}${number},"word":"${word}","in":[{"n"${space}:${number}}]}`,
      `{"word":"n","first":"\\"n\\":99","n":${number}${space}}`,
      `{"n":{"n":${number}},"word":${space}null}`,
      `[${number},{"n"${space}`,
    ].map((text) => Buffer.from(text)),
  )
  .chain((texts) => fc.constantFrom(...texts));
const plain = fc.array(word, { maxLength: 6 }).map((words) => Buffer.from(words.join(' ')));
const bodies = fc.oneof(json, plain, fc.uint8Array({ maxLength: 60 }).map(Buffer.from));
const coding = fc.constantFrom<readonly [string | null, (body: Buffer) => Buffer]>(
  [null, (body) => body],
  [null, (body) => body],
  ['gzip', (body) => gzipSync(body)],
  ['br', (body) => brotliCompressSync(body)],
  ['deflate', (body) => deflateSync(body)],
  ['gzip', (body) => body],
  ['identity', (body) => body],
);
const captures = fc.array(
  fc.record({
    body: bodies,
    coding,
    word,
    isLatin: fc.boolean(),
    status: fc.constantFrom(204, 500),
  }),
  { minLength: 40, maxLength: 150 },
);

async function fill(
  stores: readonly CaptureStore[],
  given: (typeof captures extends fc.Arbitrary<infer Type> ? Type : never) | readonly never[],
): Promise<void> {
  for (const [index, { body, coding, word, isLatin, status }] of given.entries()) {
    const rawHeaders: [string, string][] = [['X-Animal', isLatin ? word : `${word} Łoś`]];
    if (coding[0] !== null) {
      rawHeaders.push(['Content-Encoding', coding[0]]);
    }
    for (const store of stores) {
      const capture = sampleCapture(index, {
        id: captureId(index),
        status,
        target: `/in/${index % 3}`,
      });
      await store.save(capture, sampleDetail({ rawHeaders }), coding[1](body));
    }
  }
}

async function answersOf(store: CaptureStore, filters: readonly string[]) {
  const found: Record<string, { total: number; numbers: number[] }> = {};
  for (const text of filters) {
    const page = await store.list({ limit: 500, filter: parseFilter(text) });
    found[text] = { total: page.total, numbers: page.items.map((item) => item.number) };
  }
  return found;
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-search-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function openIn(folder: string, searchedBy: SearchThreads | undefined) {
  const clock = new TestClock();
  const options = { folder, clock, log: memoryLog(), durability: 'process' } as const;
  return openCaptureJournal({ ...options, threads: searchedBy, segmentBytes: 24 * 1024 });
}

describe('searching captures', () => {
  it('finds in threads what a look at every capture finds', async () => {
    answers = 0;
    const check = async (given: Parameters<typeof fill>[1]) => {
      await withFolder(async (folder) => {
        const journal = await openIn(folder, threads);
        const naive = new MemoryCaptureStore(new TestClock());
        await fill([journal, naive], given);
        expect(await answersOf(journal, FILTERS)).toEqual(await answersOf(naive, FILTERS));
        await journal.close();
      });
    };
    await fc.assert(fc.asyncProperty(captures, check), { numRuns: 15 });
    expect(answers).toBeGreaterThan(50);
  });

  it('finds the same in this thread where the others fail', async () => {
    const log = memoryLog();
    const broken = createSearchThreads({ threadUrl: BROKEN_THREAD, count: 2, log });
    const [given = []] = fc.sample(captures, { numRuns: 1, seed: 7 });
    await withFolder(async (folder) => {
      const journal = await openIn(folder, broken);
      const naive = new MemoryCaptureStore(new TestClock());
      await fill([journal, naive], given);
      const expected = await answersOf(naive, FILTERS);
      expect(await answersOf(journal, FILTERS)).toEqual(expected);
      await journal.close();
    });
    await broken.close();
    expect(log.lines.map(({ message }) => message).join()).toContain('a search thread failed');
  });

  it('undoes the coding of a body that lies in a file of its own', async () => {
    // Random letters: compressed they are still beyond what a frame holds.
    const noise = Buffer.from(randomBytes(90_000).toString('base64').replaceAll('/', ' '));
    const body = Buffer.concat([Buffer.from('Okapi '), noise]);
    await withFolder(async (folder) => {
      const journal = await openIn(folder, threads);
      const save = async (number: number, bytes: Uint8Array, encoding: string) => {
        const rawHeaders: [string, string][] = [['Content-Encoding', encoding]];
        const capture = sampleCapture(number, { id: captureId(number) });
        await journal.save(capture, sampleDetail({ rawHeaders }), bytes);
      };
      await save(1, gzipSync(body), 'gzip');
      await save(2, body, 'identity');
      await save(3, gzipSync(noise), 'gzip');
      const numbersOf = async (filter: string) =>
        (await answersOf(journal, [filter]))[filter]?.numbers;
      expect(await numbersOf('body:okapi')).toEqual([2, 1]);
      expect(await numbersOf('-okapi')).toEqual([3]);
      await journal.close();
    });
  });

  it('keeps the files that threads look at until they are done', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    const slow: SearchThreads = {
      async look(...order) {
        asked += 1;
        await gate;
        return threads.look(...order);
      },
      close: async () => undefined,
    };
    await withFolder(async (folder) => {
      const journal = await openIn(folder, slow);
      const body = Buffer.from(`zebra ${'x'.repeat(20)}`);
      for (let number = 1; number <= 200; number += 1) {
        await journal.save(sampleCapture(number, { id: captureId(number) }), sampleDetail(), body);
      }
      const listed = answersOf(journal, ['zebra']);
      await until('threads are asked', () => asked > 0);
      const pruned = journal.prune({ maxItems: 10, maxBytes: 1e12, olderThanMs: null });
      // The manifest is written, then the files would go.
      const manifest = join(folder, 'captures', 'manifest.json');
      await until('files are about to be removed', () => existsSync(manifest));
      await Promise.race([pruned, turns(200)]);
      open();
      await pruned;
      expect((await listed).zebra?.total).toBe(200);
      expect(existsSync(join(folder, 'captures', '00000001.log'))).toBe(false);
      await journal.close();
    });
  });

  it('looks again for a frame that was carried ahead meanwhile', async () => {
    const row = { number: 1, position: 100, hiddenBy: null, bodyFile: null, isEncoded: false };
    const rows = Array.from({ length: 40 }, (_, index) => ({ ...row, number: index + 1 }));
    const asked: number[] = [];
    const carrying: SearchThreads = {
      async look(_folder, _test, { segment, offsets }) {
        asked.push(segment);
        for (const each of rows) {
          each.position = positionOf(2, 100);
        }
        return new Uint8Array(offsets.length).fill(segment === 2 ? FOUND.in : FOUND.unseen);
      },
      close: async () => undefined,
    };
    const reader = { hold: (_: number, call: () => Promise<unknown>) => call() };
    const search = new CaptureSearch({
      folder: '',
      reader: reader as never,
      bodies: {} as never,
      threads: carrying,
    });
    const [test] = compileCaptureFilter(parseFilter('body:zebra'), 0).contentTests;
    const sized = rows.map((each) => Object.assign(each, { sizeBytes: 1 })) as never;
    expect(test && (await search.narrow(sized, test)).length).toBe(40);
    expect(asked).toEqual([0, 2]);
  });
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
