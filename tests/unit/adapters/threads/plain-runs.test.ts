import { isAscii, isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import { PlainRuns, plainRunsModule } from '../../../../server/adapters/threads/plain-runs.ts';
import { tableOfLines } from '../../../../server/core/line-table.ts';
import { readPlainLine } from '../../../../server/http/trigger-input.ts';

const SOURCE = new URL(
  '../../../../server/adapters/threads/plain-runs.wat',
  `file://${import.meta.filename}`,
);

function endOf(bytes: Uint8Array, from: number, end: number): number {
  const found = bytes
    .subarray(from, end)
    .findIndex((byte) => byte < 0x20 || byte === 0x22 || byte === 0x5c);
  return found < 0 ? end : from + found;
}

describe('plain runs', () => {
  it('are found by what their source assembles to', async () => {
    const wabt = await loadWabt();
    const parsed = wabt.parseWat('plain-runs.wat', await readFile(SOURCE, 'utf8'), { simd: true });
    const { buffer } = parsed.toBinary({});
    expect(Buffer.from(buffer).toString('base64')).toBe(plainRunsModule.toString('base64'));
  });

  it('end at any byte but those that need no look, wherever it stands', () => {
    const runs = new PlainRuns();
    for (let byte = 0; byte < 256; byte += 1) {
      const bytes = Buffer.alloc(80, 0x61);
      const at = 20 + (byte % 37);
      bytes[at] = byte;
      runs.load(bytes);
      const found = [1, 19, 20].map((from) => runs.endOf(from, 80));
      expect(found, `byte ${byte}`).toEqual([1, 19, 20].map((from) => endOf(bytes, from, 80)));
    }
  });

  it('end where they are asked to end, whatever follows', () => {
    const runs = new PlainRuns();
    const any = fc.uint8Array({ minLength: 1, maxLength: 70 });
    const size = fc.nat(70);
    fc.assert(
      fc.property(any, size, size, (bytes, from, length) => {
        const at = Math.min(from, bytes.length);
        const end = Math.min(at + length, bytes.length);
        runs.load(bytes);
        expect(runs.endOf(at, end)).toBe(endOf(bytes, at, end));
      }),
    );
  });

  it('are found in what is longer than the memory was', () => {
    const runs = new PlainRuns();
    const bytes = Buffer.alloc(256 * 1024, 0x7e);
    runs.load(bytes);
    expect(runs.endOf(0, bytes.length)).toBe(bytes.length);
    bytes[200_000] = 0x1f;
    runs.load(bytes);
    expect(runs.endOf(3, bytes.length)).toBe(200_000);
  });

  it('change nothing of what is found in lines', () => {
    const facts = { isAscii, isUtf8, crc32 };
    const runs = new PlainRuns();
    const piece = fc.oneof(
      fc.constantFrom('"', '\\', '\\"', '\\u00e4', '\\x', '\t', '\u0001', '}', '\r', 'ä'),
      fc.string({ unit: 'binary-ascii', maxLength: 9 }),
      fc.nat(200).map((size) => 'a'.repeat(size)),
    );
    const line = fc
      .array(piece, { maxLength: 6 })
      .map((pieces) => `{"event":"order.created","data":"${pieces.join('')}"}`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const bytes = Buffer.from(lines.join('\n'));
        const found = tableOfLines(bytes, { ...facts, runs }, readPlainLine);
        expect(found).toEqual(tableOfLines(bytes, facts, readPlainLine));
      }),
    );
  });
});
