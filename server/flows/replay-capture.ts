import type { CaptureAnswer } from '../contract/capture.ts';
import type { Replay, ReplayRun } from '../contract/exchange.ts';
import type { CaptureId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import type { RawHeaders } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import { outcomeText } from '../core/outcomes.ts';
import type { CaptureDetailRecord } from '../core/records.ts';
import type { Clock, Random, Transport, TransportResult } from '../ports.ts';
import {
  type BuildReplayDeps,
  type PreparedReplay,
  prepareReplay,
  type ReplayInput,
} from './build-replay.ts';
import type { OwnReplays } from './own-replays.ts';

export interface ReplayDeps extends BuildReplayDeps {
  readonly clock: Clock;
  readonly random: Pick<Random, 'bytes'>;
  readonly exactTransport: Transport;
  readonly settings: () => Pick<Settings, 'forward_urls'>;
  /** Lets our own receiver recognise what comes in on the replay's connection. */
  readonly ownReplays?: Pick<OwnReplays, 'start'>;
}

export interface Replays {
  /** Starts the runs; resolves when they are done, or after `input.wait_ms` with how far they are. */
  start(id: CaptureId, input: ReplayInput): Promise<Replay>;
  get(id: string): Replay;
  /** The latest first. */
  ofCapture(id: CaptureId): Replay[];
  stop(id: string): Replay;
}

/** Replays that are remembered, and runs of each. */
const MAX_REPLAYS = 100;
const MAX_RUNS = 1_000;
const MAX_PARALLEL = 16;
const KEPT_BYTES = 64 * 1024;

interface Running {
  readonly prepared: PreparedReplay;
  readonly input: ReplayInput & { readonly url: string };
  state: Replay['state'];
  sent: Replay['sent'];
  done: number;
  readonly runs: ReplayRun[];
  readonly statuses: Record<string, number>;
}

/** Sends captures again and keeps a result per run. Replays are no deliveries: nothing is retried or counted as failed. */
export function createReplays(deps: ReplayDeps): Replays {
  const replays = new Map<string, Running>();
  let lastUrl: string | undefined;
  const present = (id: string): Replay => {
    const running = replays.get(id);
    if (!running) {
      throw new AppError('replay_not_found', `id: the replay ${id} is not remembered any more.`);
    }
    return presentReplay(id, running);
  };
  return {
    start: async (captureId, input) => {
      const url = input.url ?? lastUrl ?? deps.settings().forward_urls[0];
      if (url === undefined) {
        throw new AppError(
          'invalid_request',
          'url: say where to send it; there is no last target.',
          [
            {
              path: 'url',
              message: 'is required: nothing was replayed yet and nothing is forwarded',
            },
          ],
        );
      }
      const prepared = await prepareReplay(deps, captureId, { ...input, url });
      const first = prepared.build();
      lastUrl = url;
      const id = newId('rpl', (size) => deps.random.bytes(size));
      const running: Running = {
        prepared,
        input: { ...input, url },
        state: 'running',
        sent: { method: first.method, url: first.url, headers: first.headers },
        done: 0,
        runs: [],
        statuses: {},
      };
      replays.set(id, running);
      forgetOldest(replays);
      await Promise.race([runAll(deps, running), pause(deps.clock, input.wait_ms)]);
      return presentReplay(id, running);
    },
    get: present,
    ofCapture: (captureId) =>
      [...replays]
        .filter(([, { prepared }]) => prepared.record.id === captureId)
        .map(([id, running]) => presentReplay(id, running))
        .reverse(),
    stop: (id) => {
      const running = replays.get(id);
      if (running?.state === 'running') {
        running.state = 'stopped';
      }
      return present(id);
    },
  };
}

/** One that still runs is not forgotten: somebody may want to stop it. */
function forgetOldest(replays: Map<string, Running>): void {
  for (const [id, { state }] of replays) {
    if (replays.size <= MAX_REPLAYS) {
      return;
    }
    if (state !== 'running') {
      replays.delete(id);
    }
  }
}

async function runAll(deps: ReplayDeps, running: Running): Promise<void> {
  const { times, rate_per_s: rate } = running.input;
  const startedMs = deps.clock.monotonic();
  let next = 0;
  const worker = async () => {
    while (running.state === 'running' && next < times) {
      const number = next + 1;
      next += 1;
      if (rate !== undefined) {
        const dueMs = startedMs + ((number - 1) * 1000) / rate;
        await pause(deps.clock, Math.max(0, dueMs - deps.clock.monotonic()));
      }
      if (running.state === 'running') {
        await runOnce(deps, running, number);
      }
    }
  };
  // Without a rate the runs go one after the other, so that the app sees them in order.
  const workers = rate === undefined ? 1 : Math.min(MAX_PARALLEL, times);
  await Promise.all(Array.from({ length: workers }, worker));
  running.state = running.state === 'running' ? 'done' : running.state;
}

async function runOnce(deps: ReplayDeps, running: Running, number: number): Promise<void> {
  const request = running.prepared.build();
  const atMs = deps.clock.now();
  const onItsWay = deps.ownReplays?.start();
  running.sent = { method: request.method, url: request.url, headers: request.headers };
  const result = await deps.exactTransport.send({
    ...request,
    timeoutMs: running.input.timeout_ms,
    maxConnections: MAX_PARALLEL,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: KEPT_BYTES,
    lane: 'replay',
    ...(onItsWay && { onConnected: onItsWay.onConnected }),
  });
  onItsWay?.onDone();
  running.done += 1;
  const key = String(result.status ?? result.outcome);
  running.statuses[key] = (running.statuses[key] ?? 0) + 1;
  running.runs.push(presentRun(running, { number, atMs, url: request.url, result }));
  running.runs.splice(0, Math.max(0, running.runs.length - MAX_RUNS));
}

interface Run {
  readonly number: number;
  readonly atMs: number;
  readonly url: string;
  readonly result: TransportResult;
}

function presentRun({ prepared, input }: Running, { number, atMs, url, result }: Run): ReplayRun {
  return {
    number,
    at: new Date(atMs).toISOString(),
    outcome: result.outcome,
    status: result.status,
    headers: result.headers,
    body_base64: Buffer.from(result.bodyBytes).toString('base64'),
    duration_ms: Math.round(result.totalMs * 1000) / 1000,
    text: runText(url, result, input.timeout_ms),
    differences: differencesOf(prepared.detail, result),
  };
}

function runText(url: string, result: TransportResult, timeoutMs: number): string {
  if (result.outcome === 'refused') {
    const tried = result.detail ? ` (${result.detail})` : '';
    return `Nothing answers at ${new URL(url).origin}${tried}. Is your app running?`;
  }
  return `${outcomeText({ ...result, timeoutMs })}.`;
}

/** Against the app's answer where the capture was forwarded, else against what the receiver answered. */
function differencesOf(detail: CaptureDetailRecord, result: TransportResult): string[] {
  const forwarded = detail.forwards.find(({ state }) => state === 'answered');
  const before: Pick<CaptureAnswer, 'status' | 'headers' | 'body_base64'> | null =
    forwarded ?? detail.answer;
  if (!before || result.status === null) {
    return [];
  }
  const differences: string[] = [];
  if (before.status !== result.status) {
    differences.push(`status was ${before.status ?? 'none'}, is ${result.status}`);
  }
  const [was, is] = [contentType(before.headers), contentType(result.headers)];
  if (was !== is) {
    differences.push(`content-type was ${was ?? 'none'}, is ${is ?? 'none'}`);
  }
  const bytes = Buffer.from(before.body_base64, 'base64');
  if (!bytes.equals(result.bodyBytes.subarray(0, KEPT_BYTES))) {
    differences.push(`body was ${bytes.length} bytes, is ${result.sizeBytes} bytes, not the same`);
  }
  return differences;
}

function contentType(headers: RawHeaders): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
}

function presentReplay(id: string, running: Running): Replay {
  const { prepared, input } = running;
  return {
    id,
    capture_id: prepared.record.id,
    url: input.url,
    mode: prepared.mode,
    state: running.state,
    times: input.times,
    done: running.done,
    warning: prepared.warning,
    sent: running.sent,
    runs: [...running.runs],
    statuses: { ...running.statuses },
  };
}

function pause(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(ms, resolve));
}
