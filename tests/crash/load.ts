import type { ServerProcess } from './server-process.ts';

/** What the server said yes to before it died. */
export interface Acknowledged {
  readonly events: Set<string>;
  readonly captures: Set<string>;
}

/** Told from outside when it is enough, where the server itself lives on. */
export interface Load {
  isOver: boolean;
}

const SINGLE_LOOPS = 8;
const BATCH_LOOPS = 2;
const CAPTURE_LOOPS = 4;

let made = 0;

/**
 * Publishes and captures on many connections until the server is gone. An id counts once its
 * answer was read whole; what was on its way then may be there or not.
 */
export async function loadUntilGone(
  server: ServerProcess,
  acknowledged: Acknowledged,
  { random, load }: { readonly random: () => number; readonly load: Load },
): Promise<void> {
  const loops = [
    ...Array.from({ length: SINGLE_LOOPS }, () => () => publishOne(server, acknowledged, random)),
    ...Array.from({ length: BATCH_LOOPS }, () => () => publishMany(server, acknowledged, random)),
    ...Array.from({ length: CAPTURE_LOOPS }, () => () => captureOne(server, acknowledged, random)),
  ];
  await Promise.all(loops.map((step) => untilItFails(step, load)));
}

async function untilItFails(step: () => Promise<void>, load: Load): Promise<void> {
  try {
    while (!load.isOver) {
      await step();
    }
  } catch (error) {
    if (error instanceof Refused) {
      throw error;
    }
    // The connection broke: the server was killed.
  }
}

/** The server answered, and the answer was no: a fault of the test or of the program. */
class Refused extends Error {}

/** Redis was killed: whoever asks is told so, and nothing was taken. */
class Away extends Error {}

function refusalOf(status: number, text: string): Error {
  const message = `the server answered ${status} ${text.slice(0, 200)}`;
  return status === 503 ? new Away(message) : new Refused(message);
}

async function publishOne(
  server: ServerProcess,
  { events }: Acknowledged,
  random: () => number,
): Promise<void> {
  const id = newMark();
  const body = eventText(id, random);
  const response = await post(`${server.exposee}/trigger`, 'application/json', body);
  const text = await response.text();
  if (response.status !== 202 || !text.includes(`"event_id":"${id}"`)) {
    throw refusalOf(response.status, text);
  }
  events.add(id);
}

async function publishMany(
  server: ServerProcess,
  { events }: Acknowledged,
  random: () => number,
): Promise<void> {
  const ids = Array.from({ length: 1 + Math.floor(random() * 200) }, newMark);
  const body = ids.map((id) => eventText(id, random)).join('\n');
  const response = await post(`${server.exposee}/trigger`, 'application/x-ndjson', body);
  const text = await response.text();
  if (response.status >= 300) {
    throw refusalOf(response.status, text);
  }
  for (const id of ids) {
    if (text.includes(id)) {
      events.add(id);
    }
  }
}

async function captureOne(
  server: ServerProcess,
  { captures }: Acknowledged,
  random: () => number,
): Promise<void> {
  const mark = newMark();
  const body = 'x'.repeat(Math.floor(random() * 3000));
  const response = await post(`${server.receiver}/crash/${mark}`, 'text/plain', body);
  const text = await response.text();
  if (response.status >= 300) {
    throw refusalOf(response.status, text);
  }
  captures.add(mark);
}

function post(url: string, contentType: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });
}

function newMark(): string {
  made += 1;
  return `crash_${process.pid}_${made}`;
}

function eventText(id: string, random: () => number): string {
  const data = { amount: Math.floor(random() * 1e6), text: 'x'.repeat(Math.floor(random() * 800)) };
  return JSON.stringify({ event: 'payment_received', data, id });
}
