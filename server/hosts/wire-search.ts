import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createSearchThreads, type SearchThreads } from '../adapters/journal/search-threads.ts';
import type { Log } from '../ports.ts';

/** More threads would only wait for memory. */
const MAX_THREADS = 3;

/** Threads for searches where the program was built and the computer has cores for them. */
export function wireSearch(log: Log): SearchThreads | undefined {
  const threadUrl = new URL('./search-thread.js', import.meta.url);
  const count = Math.min(MAX_THREADS, availableParallelism() - 1);
  const canSearch = count > 0 && existsSync(fileURLToPath(threadUrl));
  return canSearch ? createSearchThreads({ threadUrl, count, log }) : undefined;
}
