import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLineWriter } from '../../../server/adapters/line-writer.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

let folder: string;
let file: string;
let descriptor: number;
let clock: FakeClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookbench-lines-'));
  file = join(folder, 'log');
  descriptor = openSync(file, 'w');
  clock = createFakeClock();
});
afterEach(() => {
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

const written = () => readFileSync(file, 'utf8');

describe('the line writer', () => {
  it('writes after a tenth of a second, whole and in order', async () => {
    const writer = createLineWriter(descriptor, clock);
    writer.write('one\n');
    writer.write('zwei ü\n');
    await clock.advance(99);
    expect(written()).toBe('');
    await clock.advance(1);
    await until('it is written', () => written() === 'one\nzwei ü\n');
    writer.write('three\n');
    // The bytes are there a moment before the writer is told, and goes on.
    await until('the next is written', async () => {
      await clock.advance(100);
      return written().endsWith('three\n');
    });
  });

  it('does not wait with much', async () => {
    const writer = createLineWriter(descriptor, clock);
    const line = `${'x'.repeat(999)}\n`;
    for (let count = 0; count < 1000; count += 1) {
      writer.write(line);
    }
    await until('the first part is written', () => written().length >= 64_000);
    await until('all is written', async () => {
      await clock.advance(100);
      return written().length === 1_000_000;
    });
  });

  it('writes the rest at once at the end', () => {
    const writer = createLineWriter(descriptor, clock);
    writer.write('last words\n');
    writer.flushNow();
    expect(written()).toBe('last words\n');
  });
});
