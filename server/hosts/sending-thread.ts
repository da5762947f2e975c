import { parentPort, workerData } from 'node:worker_threads';
import { packAttempt } from '../adapters/journal/attempt-frames.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createSystemRandom } from '../adapters/system-random.ts';
import { serveOrders } from '../adapters/threads/sending-thread.ts';
import { createTransport } from '../adapters/undici/transport.ts';
import { createAttemptMaker } from '../flows/make-attempt.ts';

// The entry of a sending thread: see adapters/threads/attempt-threads.
if (parentPort !== null) {
  const clock = systemClock;
  const transport = createTransport({ clock });
  const maker = createAttemptMaker({ transport, clock, random: createSystemRandom() });
  serveOrders({ port: parentPort, data: workerData }, maker, packAttempt);
}
