import { isAscii, isUtf8 } from 'node:buffer';
import type { MessagePort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { type ReadPlainLine, tableOfLines } from '../../core/line-table.ts';
import { PlainRuns } from './plain-runs.ts';
import type { FromReader, ReadingData, ToReader } from './reading-messages.ts';

/** The other end of `LineReader`: says where events lie in what is put into the arena. */
export function serveReading(
  { port, data }: { readonly port: MessagePort; readonly data: ReadingData },
  read: ReadPlainLine,
): void {
  const arena = Buffer.from(data.arena);
  const facts = { isAscii, isUtf8, crc32, runs: new PlainRuns() };
  port.on('message', (message: ToReader) => {
    const tables = message.map(([number, offset, length]) => {
      const bytes = arena.subarray(offset, offset + length);
      return [number, tableOfLines(bytes, facts, read)] as const;
    });
    port.postMessage({ kind: 'read', tables } satisfies FromReader);
  });
  port.postMessage({ kind: 'ready' } satisfies FromReader);
}
