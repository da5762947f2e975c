import { createStore, type StoreApi } from 'zustand/vanilla';
import type { KeyBindings } from './keymap.ts';
import type { AnnounceMode } from './notices.ts';

const STORAGE_KEY = 'hookbench.preferences';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';

export interface ColumnLayout {
  widths: Record<string, number>;
  hidden: string[];
  /** Of the columns that are hidden at first. */
  shown?: string[];
  /** The order that the list had last; empty: newest first. */
  sort?: string;
}

/** A command by its id, or a place by its path. */
export interface RecentPick {
  title: string;
  command?: string;
  path?: string;
}

/** What a window remembers of its looks. */
export interface Preferences {
  theme: Theme;
  density: Density;
  isSidebarCollapsed: boolean;
  hasLetterKeys: boolean;
  /** Keys by command, where the person changed them. */
  keys: KeyBindings;
  announce: AnnounceMode;
  /** Share of the list in a split, by screen. */
  splits: Record<string, number>;
  isSplitStacked: Record<string, boolean>;
  columns: Record<string, ColumnLayout>;
  lastTabs: Record<string, string>;
  /** Bursts whose rows are shown, by list. */
  openRuns: Record<string, string[]>;
  /** What was picked in the palette last, newest first. Pasted text is never among it. */
  recents: RecentPick[];
  /** Where requests were replayed to last. */
  replayUrl: string;
  /** Whether the inbox was once opened to the internet from here: it is asked the first time only. */
  hasOpenedInbox: boolean;
  /** What somebody who looks elsewhere is told. */
  notifiesRuns: boolean;
  notifiesStop: boolean;
  /** Ids of the saved views with "Notify me". */
  notifiedViews: string[];
  /** Payload text may stand in a notification. */
  notifiesPayload: boolean;
}

export interface PreferenceStore {
  store: StoreApi<Preferences>;
  change(change: Partial<Preferences>): void;
  resetLayout(): void;
}

const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'compact',
  isSidebarCollapsed: false,
  hasLetterKeys: true,
  keys: {},
  announce: 'summary',
  splits: {},
  isSplitStacked: {},
  columns: {},
  lastTabs: {},
  openRuns: {},
  recents: [],
  replayUrl: '',
  hasOpenedInbox: false,
  notifiesRuns: true,
  notifiesStop: true,
  notifiedViews: [],
  notifiesPayload: false,
};

export function createPreferences(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  onTheme: (theme: Theme) => void,
): PreferenceStore {
  const store = createStore<Preferences>(() => ({ ...DEFAULTS, ...readStored(storage) }));
  applyLooks(store.getState());
  store.subscribe((state, before) => {
    storage.setItem(STORAGE_KEY, JSON.stringify(state));
    applyLooks(state);
    if (state.theme !== before.theme) {
      onTheme(state.theme);
    }
  });
  // Other windows of the app write to the same storage: they share theme, keys and layout.
  window.addEventListener('storage', (event) => {
    if (event.key === STORAGE_KEY) {
      store.setState({ ...DEFAULTS, ...readStored(storage) });
    }
  });
  return {
    store,
    change: (change) => store.setState(change),
    resetLayout: () =>
      store.setState({
        splits: {},
        isSplitStacked: {},
        columns: {},
        lastTabs: {},
        isSidebarCollapsed: false,
        density: 'compact',
      }),
  };
}

function applyLooks(preferences: Preferences): void {
  document.documentElement.dataset.theme = preferences.theme;
  document.documentElement.dataset.density = preferences.density;
}

/** What an older version or another hand wrote is used only as far as its types fit. */
function readStored(storage: Pick<Storage, 'getItem'>): Partial<Preferences> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '{}');
    const entries = Object.entries(Object(stored) as Record<string, unknown>);
    const fitting = entries.filter(([key, value]) => {
      const model: unknown = DEFAULTS[key as keyof Preferences];
      return model !== undefined && typeof model === typeof value && value !== null;
    });
    return Object.fromEntries(fitting);
  } catch {
    return {};
  }
}
