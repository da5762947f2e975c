// Threads that look through stored frames. A search over 100,000 captures reads 200 MB: one thread
// takes 0.1 to 0.2 s for it, three take a third of that and leave the main thread to others.
import { Worker } from 'node:worker_threads';
import type { ContentTest } from '../../core/filter/content.ts';
import type { Log } from '../../ports.ts';
import type { SearchPlaces } from './content-look.ts';
import type { SearchAnswer, SearchOrder } from './search-thread.ts';

/** Looks at frames somewhere else. */
export interface SearchThreads {
  /** A byte of `FOUND` for each place; undefined where the threads cannot say: then look yourself. */
  look(
    folder: string,
    test: Pick<ContentTest<never>, 'key' | 'term'>,
    places: SearchPlaces,
  ): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

export interface SearchThreadsOptions {
  /** The built file that calls `serveSearches`. */
  readonly threadUrl: URL;
  readonly count: number;
  readonly log: Pick<Log, 'error'>;
}

/** What a search makes is short-lived and small. */
const YOUNG_MB = 16;

export function createSearchThreads(options: SearchThreadsOptions): SearchThreads {
  let threads: SearchThread[] | undefined;
  const start = () => {
    threads ??= Array.from({ length: options.count }, () => {
      const thread = new SearchThread(options, () => {
        threads = threads?.filter((other) => other !== thread);
      });
      return thread;
    });
    return threads;
  };
  return {
    async look(folder, { key, term }, places) {
      let idlest: SearchThread | undefined;
      for (const thread of start()) {
        idlest = idlest === undefined || thread.waiting < idlest.waiting ? thread : idlest;
      }
      return idlest?.look({ folder, key, term, places });
    },
    async close() {
      await Promise.all((threads ?? []).map((thread) => thread.close()));
      threads = [];
    },
  };
}

class SearchThread {
  readonly #worker: Worker;
  readonly #log: Pick<Log, 'error'>;
  readonly #asked = new Map<number, (found: Uint8Array | undefined) => void>();
  #last = 0;

  /** `onExit` is called once it looks at nothing more. */
  constructor({ threadUrl, log }: SearchThreadsOptions, onExit: () => void) {
    this.#log = log;
    this.#worker = new Worker(threadUrl, {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.unref();
    this.#worker.on('message', (answer: SearchAnswer) => this.#receive(answer));
    this.#worker.on('error', (error) => {
      log.error({ err: error }, 'a search thread failed; searches go on without it');
    });
    this.#worker.on('exit', () => {
      onExit();
      for (const resolve of this.#asked.values()) {
        resolve(undefined);
      }
      this.#asked.clear();
    });
  }

  get waiting(): number {
    return this.#asked.size;
  }

  look(order: Omit<SearchOrder, 'number'>): Promise<Uint8Array | undefined> {
    this.#last += 1;
    const number = this.#last;
    return new Promise((resolve) => {
      this.#asked.set(number, resolve);
      this.#worker.ref();
      this.#worker.postMessage({ number, ...order } satisfies SearchOrder);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive({ number, found, error }: SearchAnswer): void {
    if (error !== undefined) {
      this.#log.error(
        { err: error },
        'a search thread could not read; it is tried again without it',
      );
    }
    this.#asked.get(number)?.(found);
    this.#asked.delete(number);
    if (this.#asked.size === 0) {
      this.#worker.unref();
    }
  }
}
