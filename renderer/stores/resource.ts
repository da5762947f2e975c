import { createStore, type StoreApi } from 'zustand/vanilla';
import { textOfError } from '../api/problem.ts';

export interface ResourceState<Data> {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  data: Data | null;
  error: string | null;
}

/** Something small that is fetched as a whole and again whenever the server says that it changed. */
export interface Resource<Data> {
  store: StoreApi<ResourceState<Data>>;
  /** Loads it unless it is there. */
  open(): void;
  reload(): Promise<void>;
  /** Loads it again, but only where someone has opened it. */
  changed(): void;
  /** Puts in what a call has just answered. */
  set(data: Data): void;
}

export function createResource<Data>(load: () => Promise<Data>): Resource<Data> {
  const store = createStore<ResourceState<Data>>(() => ({
    status: 'idle',
    data: null,
    error: null,
  }));
  let asked = 0;
  let shown = 0;

  async function reload(): Promise<void> {
    asked += 1;
    const mine = asked;
    store.setState((state) => (state.data === null ? { status: 'loading' } : {}));
    const outcome = await outcomeOf(load);
    // Of answers that overtake each other the newer one stays; who waits for this one sees it or a newer.
    if (mine > shown) {
      shown = mine;
      store.setState((state) => settled(state, outcome));
    }
  }

  function reloadIf(isWanted: (status: ResourceState<Data>['status']) => boolean): void {
    if (isWanted(store.getState().status)) {
      reload().catch((error: unknown) => console.error('A resource failed:', error));
    }
  }

  return {
    store,
    reload,
    open: () => reloadIf((status) => status === 'idle' || status === 'failed'),
    changed: () => reloadIf((status) => status !== 'idle'),
    set: (data) => {
      asked += 1;
      shown = asked;
      store.setState({ status: 'ready', data, error: null });
    },
  };
}

type LoadOutcome<Data> = { data: Data } | { error: string };

async function outcomeOf<Data>(load: () => Promise<Data>): Promise<LoadOutcome<Data>> {
  try {
    return { data: await load() };
  } catch (error) {
    return { error: textOfError(error) };
  }
}

/** What is shown stays shown where it cannot be fetched anew. */
function settled<Data>(
  state: ResourceState<Data>,
  outcome: LoadOutcome<Data>,
): Partial<ResourceState<Data>> {
  if ('data' in outcome) {
    return { status: 'ready', data: outcome.data, error: null };
  }
  return { status: state.data === null ? 'failed' : 'ready', error: outcome.error };
}
