import { createStore, type StoreApi } from 'zustand/vanilla';
import { type BulkReplay, MAX_REPLAYED_CAPTURES } from '../../server/contract/bulk-replay.ts';
import type { ApiClient } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Notices } from './notices.ts';

export type ReplayedList = BulkReplay['list'];
export type ReplayTarget = { ids: string[] } | { filter: string };

/** Asked for more than one go takes: nothing was sent yet. */
export interface TooMany {
  target: ReplayTarget;
  count: number;
}

interface ListReplay {
  job: BulkReplay | null;
  tooMany: TooMany | null;
  /** The server that knew of the job is gone, and with it what became of the rest. */
  isLost: boolean;
}

const NONE: ListReplay = { job: null, tooMany: null, isLost: false };
export const MAX_REPLAYED = MAX_REPLAYED_CAPTURES;
const POLL_MS = 250;

/** Replays of many, one for each list: they belong to the server, and windows look at them. */
export interface BulkReplays {
  store: StoreApi<Record<ReplayedList, ListReplay>>;
  /** Sends nothing where that is too much at a time: the person chooses what then. */
  start(list: ReplayedList, target: ReplayTarget, count: number): Promise<void>;
  /** The newest of them, as many as one go takes. */
  startNewest(list: ReplayedList, target: ReplayTarget): Promise<void>;
  stop(list: ReplayedList): Promise<void>;
  /** Forgets a result. */
  dismiss(list: ReplayedList): void;
  /** Finds what runs, or what came of it, whoever started it. */
  find(list: ReplayedList): Promise<void>;
}

interface Deps {
  client: ApiClient;
  notices: Pick<Notices, 'show'>;
  /** Where captures go. */
  targetUrl: () => Promise<string | undefined>;
  endText: (job: BulkReplay) => string;
}

export function createBulkReplays(deps: Deps): BulkReplays {
  const { client, notices } = deps;
  const store = createStore(() => ({ captures: NONE, deliveries: NONE }));
  const put = (list: ReplayedList, change: Partial<ListReplay>) =>
    store.setState((state) => ({ ...state, [list]: { ...state[list], ...change } }));
  const isShown = (job: BulkReplay) => store.getState()[job.list].job?.id === job.id;

  /** Until all that went out has ended; null where nobody looks at it any more, or knows of it. */
  async function follow(first: BulkReplay): Promise<BulkReplay | null> {
    let job = first;
    while (isUnderWay(job)) {
      const next = await lookAgain(client, job);
      if (!isShown(first)) {
        return null;
      }
      if (next === null) {
        put(first.list, { isLost: true });
        return null;
      }
      job = next;
      put(job.list, { job });
    }
    return job;
  }

  async function send(list: ReplayedList, target: ReplayTarget, newest?: number): Promise<void> {
    const url = list === 'captures' ? await deps.targetUrl() : undefined;
    const body = { list, ...target, ...(newest && { newest }), ...(url && { url }) };
    const job = await client.call('startBulkReplay', { body });
    put(list, { ...NONE, job });
    const ended = await follow(job);
    if (ended) {
      const isGood = ended.state !== 'failed' && ended.ok === ended.sent;
      notices.show(deps.endText(ended), { tone: isGood ? 'done' : 'failed' });
    }
  }

  return {
    store,
    async start(list, target, count) {
      if (list === 'captures' && count > MAX_REPLAYED) {
        put(list, { ...NONE, tooMany: { target, count } });
      } else {
        await send(list, target);
      }
    },
    startNewest: (list, target) => send(list, target, MAX_REPLAYED),
    async stop(list) {
      const { job } = store.getState()[list];
      if (job?.state === 'running') {
        put(list, { job: await client.call('stopBulkReplay', { params: { id: job.id } }) });
      }
    },
    dismiss(list) {
      const { job } = store.getState()[list];
      put(list, NONE);
      if (job && job.state !== 'running') {
        client.call('stopBulkReplay', { params: { id: job.id } }).catch(() => undefined);
      }
    },
    async find(list) {
      if (store.getState()[list].job !== null) {
        return;
      }
      const { items } = await client.call('listBulkReplays');
      const job = items.find((one) => one.list === list);
      if (job && store.getState()[list].job === null) {
        put(list, { job });
        await follow(job);
      }
    },
  };
}

/** What was sent before a stop may still be on its way. */
function isUnderWay({ state, answered, sent }: BulkReplay): boolean {
  return state === 'running' || (state === 'stopped' && answered < sent);
}

/** Null: the server does not know of it any more. A server that is away may come back. */
async function lookAgain(client: ApiClient, job: BulkReplay): Promise<BulkReplay | null> {
  await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  try {
    return await client.call('getBulkReplay', { params: { id: job.id } });
  } catch (error) {
    return error instanceof ApiProblem && error.code === 'connection_lost' ? job : null;
  }
}
