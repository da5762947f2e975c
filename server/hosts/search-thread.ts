import { parentPort } from 'node:worker_threads';
import { serveSearches } from '../adapters/journal/search-thread.ts';

// The entry of a search thread: see adapters/journal/search-threads.
if (parentPort !== null) {
  serveSearches(parentPort);
}
