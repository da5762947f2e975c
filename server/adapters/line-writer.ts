import { write, writeSync } from 'node:fs';
import type { Clock } from '../ports.ts';

/** Lines go out at the latest after this, or as soon as there are this many characters. */
const FLUSH_MS = 100;
const FLUSH_LENGTH = 64 * 1024;
/** A reader that does not read (a stuck terminal) must not fill the memory. */
const MAX_WAITING_LENGTH = 16 * 1024 * 1024;
const BUSY_RETRY_MS = 20;

export interface LineWriter {
  write(line: string): void;
  /** Writes what waits, at once: for the end of the process. */
  flushNow(): void;
}

/**
 * Writes lines to a file descriptor in large pieces, one at a time. A line costs an array entry;
 * libraries that add up bytes line by line took most of the time of logging under load.
 */
export function createLineWriter(descriptor: number, clock: Pick<Clock, 'after'>): LineWriter {
  let lines: string[] = [];
  let length = 0;
  let dropped = 0;
  let writing: Uint8Array | undefined;
  let cancelTimer: (() => void) | undefined;

  function take(): Buffer {
    const note = dropped > 0 ? `{"msg":"${dropped} lines of the log were dropped"}\n` : '';
    const bytes = Buffer.from(note + lines.join(''));
    lines = [];
    length = 0;
    dropped = 0;
    return bytes;
  }

  function flush(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    if (writing === undefined && length > 0) {
      send(take());
    }
  }

  function send(bytes: Uint8Array): void {
    writing = bytes;
    write(descriptor, bytes, (error, count) => {
      if (error?.code === 'EAGAIN') {
        clock.after(BUSY_RETRY_MS, () => send(bytes));
      } else if (error === null && count < bytes.length) {
        send(bytes.subarray(count));
      } else {
        // Nobody can be told that the log cannot be written.
        finish();
      }
    });
  }

  function finish(): void {
    writing = undefined;
    if (length > 0) {
      startTimer();
    }
  }

  function startTimer(): void {
    cancelTimer ??= clock.after(length >= FLUSH_LENGTH ? 0 : FLUSH_MS, flush);
  }

  return {
    write(line) {
      if (length > MAX_WAITING_LENGTH) {
        dropped += 1;
        return;
      }
      lines.push(line);
      length += line.length;
      if (length >= FLUSH_LENGTH && writing === undefined) {
        flush();
      } else {
        startTimer();
      }
    },
    flushNow() {
      try {
        if (length > 0) {
          writeSync(descriptor, take());
        }
      } catch {
        // A closed or busy descriptor: the end of the process does not wait for it.
      }
    },
  };
}
