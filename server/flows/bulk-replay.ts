// Many replays as one job of the server: it goes on where the window that asked for it is gone, says
// how far it is, and stops at once.
import {
  type BulkReplay,
  type BulkReplayCreate,
  MAX_REPLAYED_CAPTURES,
} from '../contract/bulk-replay.ts';
import type { CaptureId, DeliveryId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type {
  CaptureStore,
  Clock,
  ConfigStores,
  DeliveryStore,
  ListRequest,
  Random,
} from '../ports.ts';
import { chosenCaptures } from './choose-captures.ts';
import type { DeliveryActs } from './delivery-acts-seam.ts';
import { pagesOfList } from './pages-of-list.ts';
import { readFilter, withSubscriptionNames } from './read-filter.ts';
import type { Replays } from './replay-capture.ts';

export interface BulkReplayDeps {
  readonly captures: Pick<CaptureStore, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'listDeliveries'>;
  readonly subscriptions: Pick<ConfigStores['subscriptions'], 'all'>;
  readonly replays: Pick<Replays, 'start'>;
  readonly acts: Pick<DeliveryActs, 'replay'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'bytes'>;
}

export interface BulkReplays {
  /** Newest first. */
  list(): BulkReplay[];
  /** Throws AppError `invalid_request` where there are too many captures. */
  start(input: BulkReplayCreate): Promise<BulkReplay>;
  get(id: string): BulkReplay;
  /** Sends nothing more; forgets one that has ended. */
  stop(id: string): BulkReplay;
}

const MAX_JOBS = 20;
const MAX_PROBLEMS = 100;
const PAGE_SIZE = 1_000;
/** Stored together: one append of the log. */
const DELIVERIES_AT_ONCE = 50;
const REPLAY = { times: 1, timeout_ms: 15_000, wait_ms: 16_000 };

interface Outcome {
  readonly key: string;
  readonly isOk: boolean;
  readonly text: string;
}

export function createBulkReplays(deps: BulkReplayDeps): BulkReplays {
  const jobs = new Map<string, BulkReplay>();
  const get = (id: string): BulkReplay => {
    const job = jobs.get(id);
    if (job === undefined) {
      throw new AppError('replay_not_found', `id: the replay ${id} is not remembered any more.`);
    }
    return job;
  };
  return {
    list: () => [...jobs.values()].reverse(),
    get,
    start: async (input) => {
      const ids = await chosenIds(deps, input);
      const job = newJob(deps, input, ids.length);
      jobs.set(job.id, job);
      forgetOldest(jobs);
      runAll(deps, job, input, ids).catch((error: unknown) => {
        job.state = 'failed';
        job.text = error instanceof AppError ? error.message : 'An unexpected error ended it.';
        job.ended_at = new Date(deps.clock.now()).toISOString();
      });
      return job;
    },
    stop: (id) => {
      const job = get(id);
      if (job.state === 'running') {
        end(deps, job, 'stopped');
      } else {
        jobs.delete(id);
      }
      return job;
    },
  };
}

function newJob(deps: BulkReplayDeps, { list }: BulkReplayCreate, total: number): BulkReplay {
  return {
    id: newId('brp', (size) => deps.random.bytes(size)),
    list,
    state: 'running',
    text: null,
    total,
    sent: 0,
    answered: 0,
    ok: 0,
    statuses: {},
    problems: [],
    url: null,
    started_at: new Date(deps.clock.now()).toISOString(),
    ended_at: null,
  };
}

function forgetOldest(jobs: Map<string, BulkReplay>): void {
  for (const [id, { state }] of jobs) {
    if (jobs.size <= MAX_JOBS) {
      return;
    }
    if (state !== 'running') {
      jobs.delete(id);
    }
  }
}

/** Oldest first. */
async function chosenIds(deps: BulkReplayDeps, input: BulkReplayCreate): Promise<string[]> {
  const found =
    input.list === 'captures'
      ? await chosenCaptures(deps.captures, input)
      : (input.ids ?? (await matchingDeliveries(deps, input)));
  const ids = found.slice(0, input.newest);
  if (input.list === 'captures' && ids.length > MAX_REPLAYED_CAPTURES) {
    const detail = `ids: ${ids.length} requests are too many to replay in one go; narrow the filter, take the newest ${MAX_REPLAYED_CAPTURES}, or start a burst.`;
    throw new AppError('invalid_request', detail, [
      { path: 'ids', message: `at most ${MAX_REPLAYED_CAPTURES}` },
    ]);
  }
  return ids.toReversed();
}

/** Newest first, and no more pages than `newest` asks for. Those that are pending are on their way already. */
async function matchingDeliveries(
  { deliveries, subscriptions }: BulkReplayDeps,
  { filter: filterText, newest = Number.POSITIVE_INFINITY }: BulkReplayCreate,
): Promise<string[]> {
  if (filterText === undefined) {
    throw new AppError('invalid_request', 'ids: name deliveries by ids, or give a filter.', [
      { path: 'ids', message: 'ids or filter is required' },
    ]);
  }
  const filter = withSubscriptionNames(readFilter(filterText), subscriptions.all());
  const list = (request: ListRequest) => deliveries.listDeliveries(request);
  const ids: string[] = [];
  for await (const items of pagesOfList(list, { limit: PAGE_SIZE, filter })) {
    ids.push(...items.filter(({ state }) => state !== 'pending').map(({ id }) => id));
    if (ids.length >= newest) {
      break;
    }
  }
  return ids;
}

async function runAll(
  deps: BulkReplayDeps,
  job: BulkReplay,
  input: BulkReplayCreate,
  ids: readonly string[],
): Promise<void> {
  // Captures go one after the other, so that the app sees them in order.
  const step = input.list === 'captures' ? 1 : DELIVERIES_AT_ONCE;
  for (let start = 0; start < ids.length && job.state === 'running'; start += step) {
    const piece = ids.slice(start, start + step);
    job.sent += piece.length;
    await Promise.all(
      piece.map(async (id) => {
        count(job, id, await replayOne(deps, job, input, id));
      }),
    );
  }
  if (job.state === 'running') {
    end(deps, job, 'done');
  }
}

function end({ clock }: BulkReplayDeps, job: BulkReplay, state: BulkReplay['state']): void {
  job.state = state;
  job.ended_at = new Date(clock.now()).toISOString();
}

function count(job: BulkReplay, id: string, { key, isOk, text }: Outcome): void {
  job.answered += 1;
  job.ok += isOk ? 1 : 0;
  job.statuses[key] = (job.statuses[key] ?? 0) + 1;
  if (!isOk && job.problems.length < MAX_PROBLEMS) {
    job.problems.push({ id, text });
  }
}

/** One that is gone meanwhile is counted and passed over; whatever else is wrong ends the job. */
async function replayOne(
  deps: BulkReplayDeps,
  job: BulkReplay,
  input: BulkReplayCreate,
  id: string,
): Promise<Outcome> {
  try {
    if (input.list === 'deliveries') {
      await deps.acts.replay(id as DeliveryId);
      return { key: 'accepted', isOk: true, text: '' };
    }
    const { url, mode } = input;
    const order = { ...REPLAY, mode, ...(url === undefined ? {} : { url }) };
    const replay = await deps.replays.start(id as CaptureId, order);
    job.url = replay.url;
    const run = replay.runs[0];
    const key = Object.keys(replay.statuses)[0] ?? 'timeout';
    return { key, isOk: /^2\d\d$/.test(key), text: run?.text ?? 'No answer yet.' };
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('_not_found')) {
      return { key: 'gone', isOk: false, text: error.message };
    }
    throw error;
  }
}
