import { exposeeRoutes } from '../contract/exposee-routes.ts';
import { BatchTriggeredSchema } from '../contract/trigger.ts';
import { sendRaw, type Target } from './client.ts';
import { CommandFailure } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Below the limit of 1 MiB on a JSON body, with room to spare. */
const MAX_BATCH_BYTES = 512 * 1024;
const MAX_BATCH_LINES = 1000;
/** With a rate, how often a batch leaves: often enough to look even, seldom enough to be cheap. */
const PACE_MS = 50;
const MAX_SHOWN_ERRORS = 10;

export interface ManyTriggers {
  readonly target: Target;
  /** One event as a line of JSON. */
  readonly line: string;
  readonly count: number;
  readonly ratePerS: number | undefined;
  readonly terminal: Terminal;
}

export interface ManyTriggered {
  accepted: number;
  refused: number;
  deliveries: number;
  duration_ms: number;
  errors: { number: number; code: string; detail: string }[];
}

/** Fires an event many times: batches of lines, one request after the other. */
export async function triggerMany(task: ManyTriggers): Promise<ManyTriggered> {
  const outcome: ManyTriggered = {
    accepted: 0,
    refused: 0,
    deliveries: 0,
    duration_ms: 0,
    errors: [],
  };
  const maxLines = batchLines(task.line);
  const startMs = performance.now();
  let sent = 0;
  while (sent < task.count) {
    const dueLines = dueBy(performance.now() - startMs, task) - sent;
    const lines = Math.min(dueLines, maxLines, task.count - sent);
    if (lines < 1) {
      await pause(PACE_MS);
      continue;
    }
    await sendBatch(task, outcome, lines, sent);
    sent += lines;
    outcome.duration_ms = Math.round(performance.now() - startMs);
    task.terminal.progress(progressText(sent, task.count, outcome));
  }
  return outcome;
}

async function sendBatch(
  task: ManyTriggers,
  outcome: ManyTriggered,
  lines: number,
  sentBefore: number,
): Promise<void> {
  // Line breaks in JSON stand between its tokens only: a blank is worth the same there.
  const text = `${task.line.replaceAll(/[\r\n]+/g, ' ')}\n`.repeat(lines);
  const contentType = 'application/x-ndjson';
  const answer = await sendRaw(task.target, exposeeRoutes.trigger, { text, contentType });
  const reply = BatchTriggeredSchema.safeParse(answer);
  if (!reply.success) {
    throw new CommandFailure(
      `${task.target.url} does not take many events at once: leave out --count`,
    );
  }
  outcome.accepted += reply.data.accepted;
  outcome.refused += reply.data.refused;
  for (const result of reply.data.results) {
    outcome.deliveries += result.deliveries ?? 0;
    if (result.code !== undefined && outcome.errors.length < MAX_SHOWN_ERRORS) {
      const { code, detail = '', line } = result;
      outcome.errors.push({ number: sentBefore + line, code, detail });
    }
  }
}

function batchLines(line: string): number {
  const lineBytes = Buffer.byteLength(line) + 1;
  return Math.max(1, Math.min(MAX_BATCH_LINES, Math.floor(MAX_BATCH_BYTES / lineBytes)));
}

/** How many events should have left by then; the first leaves at once. */
function dueBy(elapsedMs: number, task: ManyTriggers): number {
  return task.ratePerS === undefined
    ? task.count
    : Math.floor((elapsedMs / 1000) * task.ratePerS) + 1;
}

function progressText(sent: number, count: number, outcome: ManyTriggered): string {
  const seconds = Math.max(outcome.duration_ms, 1) / 1000;
  const refused = outcome.refused === 0 ? '' : `, ${outcome.refused} refused`;
  return `${sent} of ${count} events (${Math.floor((sent / count) * 100)} %), ${Math.round(sent / seconds)}/s${refused}`;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
