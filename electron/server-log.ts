import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** One older file is kept, so that the log of a workbench left running stays small. */
const MAX_BYTES = 5_000_000;

/** What the server writes to stdout and stderr, for "Show log". Opened once a launch. */
export function openServerLog(path: string): WriteStream {
  mkdirSync(dirname(path), { recursive: true });
  if (sizeOf(path) > MAX_BYTES) {
    renameSync(path, `${path}.old`);
  }
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
