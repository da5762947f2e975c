import { readFile } from 'node:fs/promises';
import type { Clock } from '../ports.ts';
import type { Warnings } from './warnings.ts';

/** Of the files that this program may open: the rest is for the disk, for sending and for the window. */
const SHARE_OF_FILES = 0.6;
const SAY_AGAIN_MS = 5_000;

interface Watched {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly warnings: Pick<Warnings, 'add' | 'remove'>;
}

/** What the receiver tells when it stops, is back, or has to turn connections away. */
export async function watchReceiver({ clock, warnings }: Watched) {
  const limit = await openFilesLimit();
  const maxConnections = limit === undefined ? undefined : Math.floor(limit * SHARE_OF_FILES);
  return {
    onStopped: (why: string) =>
      warnings.add(
        'receiver_stopped',
        `The receiver stopped (${why}). Senders are refused until it listens again.`,
      ),
    onBack: () => warnings.remove('receiver_stopped'),
    ...(maxConnections === undefined ? {} : { maxConnections }),
    onDropped: countDropped({ clock, warnings }, maxConnections ?? 0),
  };
}

/** Says at once that connections are closed unanswered, and every few seconds how many more were. */
function countDropped({ clock, warnings }: Watched, most: number): () => void {
  let count = 0;
  let said = 0;
  let since = '';
  const say = () => {
    said = count;
    warnings.add(
      'connections_refused',
      `More than ${most} connections at once: ${count} were closed unanswered since ${since}. Raise the limit of open files (ulimit -n).`,
    );
    clock.after(SAY_AGAIN_MS, () => {
      if (count > said) {
        say();
      } else {
        count = 0;
      }
    });
  };
  return () => {
    count += 1;
    if (count === 1) {
      since = new Date(clock.now()).toISOString();
      say();
    }
  };
}

/**
 * How many files and connections the system lets this program have. Without room for more, the system accepts
 * connections and closes them, and nobody is told. Undefined where it does not say (Windows has no such limit).
 */
async function openFilesLimit(): Promise<number | undefined> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1]);
  return Number.isNaN(soft) ? undefined : soft;
}
