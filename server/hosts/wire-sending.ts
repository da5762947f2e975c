import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type AheadMaker, createAttemptThreads } from '../adapters/threads/attempt-threads.ts';
import { LineReader } from '../adapters/threads/line-reader.ts';
import { SharedArena } from '../adapters/threads/shared-arena.ts';
import { isBuiltInDialect } from '../core/dialects/registry.ts';
import { createAttemptMaker, type MakerDeps } from '../flows/make-attempt.ts';
import type { AttemptMaker, Log } from '../ports.ts';

/** More threads would only wait for the one that stores. */
const MAX_THREADS = 2;

/** About as much as the journal keeps at hand of what waits to be sent. */
const ARENA_BYTES = 24 * 1024 * 1024;

export interface Sending {
  readonly maker: AttemptMaker;
  readonly ahead?: AheadMaker;
  readonly bulk?: LineReader;
}

/** Attempts in threads where the program was built and the computer has cores for them, else here. */
export function wireSending(deps: MakerDeps, log: Log): Sending {
  const local = createAttemptMaker(deps);
  const threadUrl = new URL('./sending-thread.js', import.meta.url);
  const count = Math.min(MAX_THREADS, availableParallelism() - 1);
  if (count < 1 || !existsSync(fileURLToPath(threadUrl))) {
    return { maker: local };
  }
  const canLeave = (order: Parameters<AttemptMaker['make']>[0]) =>
    isBuiltInDialect(order.destination.dialect);
  const arena = new SharedArena(ARENA_BYTES);
  const { shared } = arena;
  const maker = createAttemptThreads({ local, threadUrl, count, canLeave, log, arena: shared });
  const readerUrl = new URL('./reading-thread.js', import.meta.url);
  const { clock } = deps;
  const bulk = new LineReader({ threadUrl: readerUrl, arena, clock, log });
  return { maker, ahead: maker, bulk };
}
