import axios from 'axios';
import { type LiveFrame, LiveFrameSchema } from '../../server/contract/live.ts';
import type { Connection } from '../platform/types.ts';
import { seqOf } from './client.ts';
import { createSseParser } from './sse-parser.ts';

/** The server says something at least every 15 s; three times that is silence. */
const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5_000;

export type LiveState =
  | { kind: 'connecting' }
  /** `from`: the frame that a new stream starts after; one that goes on has missed none. */
  | { kind: 'open'; from: number | null }
  | { kind: 'lost'; since: Date; retryAt: Date; isRefused: boolean };

export interface LiveListener {
  onFrame(frame: LiveFrame): void;
  onState(state: LiveState): void;
}

export interface LiveStream {
  start(): void;
  retryNow(): void;
  stop(): void;
}

/** Where one window stands in the numbers of the stream. */
export interface FrameOrder {
  lastSeq(): number | null;
  /** Hands on what is new; a hole in the numbers is reported as a gap before it. */
  take(frame: LiveFrame): void;
}

export function createFrameOrder(onFrame: (frame: LiveFrame) => void): FrameOrder {
  let lastSeq: number | null = null;
  return {
    lastSeq: () => lastSeq,
    take(frame) {
      if (lastSeq !== null && frame.seq <= lastSeq && frame.kind !== 'gap') {
        return;
      }
      const isHole = lastSeq !== null && frame.seq > lastSeq + 1 && frame.kind !== 'gap';
      if (isHole) {
        onFrame({ kind: 'gap', seq: frame.seq, from: (lastSeq ?? 0) + 1 });
      }
      lastSeq = frame.seq;
      onFrame(frame);
    },
  };
}

/**
 * The live stream, read through axios' fetch adapter so that it carries the token as a header.
 * After a break it goes on from the last frame seen.
 */
export function createLiveStream(
  connection: Connection,
  listener: LiveListener,
  order: FrameOrder = createFrameOrder(listener.onFrame),
): LiveStream {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  let isStopped = true;

  async function run(): Promise<void> {
    // One at a time: each holds one of the few connections that a browser grants.
    abort.abort();
    abort = new AbortController();
    const mine = abort;
    let isRefused = false;
    try {
      await readStream(connection, { order, abort: mine, onOpen });
    } catch (error) {
      isRefused = axios.isAxiosError(error) && error.response?.status === 401;
    }
    if (!isStopped && mine === abort) {
      scheduleRetry(isRefused);
    }
  }

  function onOpen(from: number | null): void {
    failures = 0;
    listener.onState({ kind: 'open', from });
  }

  function scheduleRetry(isRefused: boolean): void {
    const delayMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
    failures += 1;
    const now = Date.now();
    listener.onState({
      kind: 'lost',
      since: new Date(now),
      retryAt: new Date(now + delayMs),
      isRefused,
    });
    timer = setTimeout(runQuietly, delayMs);
  }

  function runQuietly(): void {
    clearTimeout(timer);
    run().catch((error: unknown) => console.error('The live stream failed:', error));
  }

  return {
    start() {
      isStopped = false;
      listener.onState({ kind: 'connecting' });
      runQuietly();
    },
    retryNow: runQuietly,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      abort.abort();
    },
  };
}

interface StreamOptions {
  order: FrameOrder;
  abort: AbortController;
  onOpen: (from: number | null) => void;
}

async function readStream(connection: Connection, options: StreamOptions): Promise<void> {
  const lastSeq = options.order.lastSeq();
  const { data, headers } = await axios.get<ReadableStream<Uint8Array>>('/api/stream', {
    baseURL: connection.baseUrl,
    adapter: 'fetch',
    responseType: 'stream',
    signal: options.abort.signal,
    headers: {
      Accept: 'text/event-stream',
      Authorization: `Bearer ${connection.token}`,
      ...(lastSeq === null ? {} : { 'Last-Event-ID': String(lastSeq) }),
    },
  });
  options.onOpen(lastSeq === null ? seqOf(headers) : null);
  const decoder = new TextDecoder();
  const feed = createSseParser((event) => options.order.take(readFrame(event.data)));
  const reader = data.getReader();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  try {
    while (true) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => options.abort.abort(), SILENCE_MS);
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(watchdog);
  }
}

/** Row frames come a thousand rows a second: their shape is the server's promise, checked by kind. */
function readFrame(text: string): LiveFrame {
  const value: unknown = JSON.parse(text);
  const isRows = typeof value === 'object' && value !== null && 'kind' in value;
  return isRows && value.kind === 'rows' ? (value as LiveFrame) : LiveFrameSchema.parse(value);
}
