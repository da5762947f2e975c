import { parentPort, workerData } from 'node:worker_threads';
import { serveReading } from '../adapters/threads/reading-thread.ts';
import { readPlainLine } from '../http/trigger-input.ts';

// The entry of a reading thread: see adapters/threads/line-reader.
if (parentPort !== null) {
  serveReading({ port: parentPort, data: workerData }, readPlainLine);
}
