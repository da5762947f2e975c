import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Replay } from '../../server/contract/exchange.ts';
import type { RawHeaders } from '../../server/contract/text.ts';
import type { ApiClient } from '../api/client.ts';
import type { Resources } from './create-resources.ts';
import type { PreferenceStore } from './preferences.ts';

/** What is sent in place of the captured body. */
export type EditedBody =
  | { kind: 'captured' }
  | { kind: 'text'; text: string }
  | { kind: 'bytes'; base64: string; sizeBytes: number };

/** How one request is to be replayed. Null stands for "as captured". */
export interface ReplayDraft {
  mode: Replay['mode'];
  /** Empty: the last target. */
  url: string;
  method: string | null;
  headers: RawHeaders | null;
  body: EditedBody;
  times: number;
  ratePerS: number | null;
}

export interface ReplayEntry {
  draft: ReplayDraft;
  replay: Replay | null;
  isBusy: boolean;
}

export const EMPTY_ENTRY: ReplayEntry = {
  draft: {
    mode: 'resign',
    url: '',
    method: null,
    headers: null,
    body: { kind: 'captured' },
    times: 1,
    ratePerS: null,
  },
  replay: null,
  isBusy: false,
};

interface DeskState {
  entries: Readonly<Record<string, ReplayEntry>>;
  /** The request whose form is to say where it goes. */
  targetAskedOf: string | null;
}

export interface ReplayDesk {
  store: StoreApi<DeskState>;
  change(captureId: string, change: Partial<ReplayDraft>): void;
  reset(captureId: string): void;
  /** Where it would go: the draft's, the last target, or the first URL that is forwarded to. */
  targetOf(captureId: string): Promise<string | null>;
  /** The form of this request takes focus where the target is typed, as soon as it is there. */
  askTarget(captureId: string): void;
  /** The form has taken focus. */
  targetIsAsked(): void;
  /** Takes up what the server knows of its last replay, which another window may have started. */
  find(captureId: string): Promise<void>;
  /** Sends it; resolves once all runs are done. Throws ApiProblem. */
  run(captureId: string): Promise<Replay>;
  stop(captureId: string): Promise<void>;
}

interface Deps {
  client: ApiClient;
  preferences: PreferenceStore;
  resources: Pick<Resources, 'settings'>;
}

/** A single run answers with its result; many answer at once, so that they can be stopped. */
const WAIT_MS = 1_000;
const POLL_MS = 300;
const MAX_ENTRIES = 50;

/** Drafts and results of replays, by request: they stay while another tab or row is looked at. */
export function createReplayDesk({ client, preferences, resources }: Deps): ReplayDesk {
  const store = createStore<DeskState>(() => ({ entries: {}, targetAskedOf: null }));
  const entryOf = (id: string) => store.getState().entries[id] ?? EMPTY_ENTRY;

  function put(id: string, change: Partial<ReplayEntry>): void {
    const { [id]: before = EMPTY_ENTRY, ...others } = store.getState().entries;
    const kept = Object.entries(others).slice(1 - MAX_ENTRIES);
    store.setState({ entries: { ...Object.fromEntries(kept), [id]: { ...before, ...change } } });
  }

  async function targetOf(id: string): Promise<string | null> {
    const known = entryOf(id).draft.url || preferences.store.getState().replayUrl;
    if (known !== '') {
      return known;
    }
    if (resources.settings.store.getState().data === null) {
      await resources.settings.reload();
    }
    return resources.settings.store.getState().data?.forward_urls[0] ?? null;
  }

  async function follow(id: string, first: Replay): Promise<Replay> {
    let replay = first;
    put(id, { replay });
    while (replay.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      replay = await client.call('getReplay', { params: { id: first.id } });
      put(id, { replay });
    }
    return replay;
  }

  async function run(id: string): Promise<Replay> {
    put(id, { isBusy: true });
    try {
      const url = await targetOf(id);
      const started = await client.call('replayCapture', {
        params: { id },
        body: orderOf(entryOf(id).draft, url),
      });
      preferences.change({ replayUrl: started.url });
      return await follow(id, started);
    } finally {
      put(id, { isBusy: false });
    }
  }

  return {
    store,
    change: (id, change) => put(id, { draft: { ...entryOf(id).draft, ...change } }),
    reset: (id) => put(id, { draft: EMPTY_ENTRY.draft }),
    targetOf,
    askTarget: (id) => store.setState({ targetAskedOf: id }),
    targetIsAsked: () => store.setState({ targetAskedOf: null }),
    run,
    find: async (id) => {
      if (entryOf(id).replay !== null || entryOf(id).isBusy) {
        return;
      }
      const { items } = await client.call('listReplaysOfCapture', { params: { id } });
      const [last] = items;
      if (last === undefined || entryOf(id).replay !== null || entryOf(id).isBusy) {
        return;
      }
      put(id, { isBusy: last.state === 'running' });
      await follow(id, last).finally(() => put(id, { isBusy: false }));
    },
    stop: async (id) => {
      const { replay } = entryOf(id);
      if (replay) {
        await client.call('stopReplay', { params: { id: replay.id } });
      }
    },
  };
}

function orderOf(draft: ReplayDraft, url: string | null) {
  return {
    mode: draft.mode,
    times: draft.times,
    wait_ms: draft.times > 1 ? 0 : WAIT_MS,
    ...(url === null ? {} : { url }),
    ...(draft.method === null ? {} : { method: draft.method }),
    ...(draft.headers === null ? {} : { headers: draft.headers }),
    ...(draft.ratePerS === null ? {} : { rate_per_s: draft.ratePerS }),
    ...bodyOf(draft.body),
  };
}

function bodyOf(body: EditedBody): { body_text?: string; body_base64?: string } {
  switch (body.kind) {
    case 'captured':
      return {};
    case 'text':
      return { body_text: body.text };
    case 'bytes':
      return { body_base64: body.base64 };
  }
}
