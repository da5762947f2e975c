import type { ShellNotice } from '../../server/contract/bridge.ts';
import type { Capture } from '../../server/contract/capture.ts';
import type { Delivery } from '../../server/contract/delivery.ts';
import type { LiveFrame } from '../../server/contract/live.ts';
import type { SavedView } from '../../server/contract/saved-view.ts';
import type { ApiClient } from '../api/client.ts';
import type { PreferenceStore } from './preferences.ts';
import type { Resource } from './resource.ts';

/** Views are asked at most this often, whatever arrives. */
const CHECK_EVERY_MS = 5_000;
const PAGE = 50;
const PAYLOAD_CHARS = 120;

export interface ViewWatchDeps {
  client: Pick<ApiClient, 'call' | 'captureBody'>;
  views: Resource<SavedView[]>;
  preferences: Pick<PreferenceStore, 'store'>;
}

type Row = Capture | Delivery;

/** Follows the views with "Notify me": the server says which rows they show, so filters mean one thing. */
export function createViewWatch(deps: ViewWatchDeps, tell: (notice: ShellNotice) => void) {
  const { preferences, views } = deps;
  /** Highest number that was seen, by view. */
  const seen = new Map<string, number>();
  const dirty = new Set<SavedView['list']>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const watched = (): SavedView[] => {
    const ids = preferences.store.getState().notifiedViews;
    return (views.store.getState().data ?? []).filter(({ id }) => ids.includes(id));
  };
  function begin(): void {
    if (preferences.store.getState().notifiedViews.length > 0) {
      views.open();
    }
    for (const view of watched()) {
      if (!seen.has(view.id)) {
        // What is there already is no news.
        seen.set(view.id, Number.POSITIVE_INFINITY);
        newest(deps, view, 1)
          .then(([row]) => seen.set(view.id, row?.number ?? 0))
          .catch(() => seen.delete(view.id));
      }
    }
  }
  async function check(): Promise<void> {
    const lists = new Set(dirty);
    dirty.clear();
    for (const view of watched().filter(({ list }) => lists.has(list))) {
      const last = seen.get(view.id) ?? Number.POSITIVE_INFINITY;
      const fresh = (await newest(deps, view, PAGE)).filter(({ number }) => number > last);
      const [first] = fresh;
      if (first) {
        seen.set(view.id, first.number);
        tell(await viewNotice(deps, view, fresh));
      }
    }
  }
  begin();
  preferences.store.subscribe(begin);
  views.store.subscribe(begin);
  return {
    saw(frames: readonly LiveFrame[]): void {
      for (const frame of frames) {
        if (frame.kind === 'rows') {
          markDirty(frame);
        }
      }
      if (dirty.size > 0 && timer === undefined && watched().length > 0) {
        timer = setTimeout(() => {
          timer = undefined;
          check().catch((error: unknown) => console.warn('A view could not be asked:', error));
        }, CHECK_EVERY_MS);
      }
    },
  };

  function markDirty(frame: Extract<LiveFrame, { kind: 'rows' }>): void {
    if (frame.captures.length > 0) {
      dirty.add('inbox');
    }
    if (frame.deliveries.length > 0) {
      dirty.add('deliveries');
    }
  }
}

async function newest(
  { client }: ViewWatchDeps,
  view: SavedView,
  limit: number,
): Promise<readonly Row[]> {
  const query = { limit, ...(view.filter === '' ? {} : { filter: view.filter }) };
  if (view.list === 'inbox') {
    return (await client.call('listCaptures', { query })).items;
  }
  return view.list === 'deliveries' ? (await client.call('listDeliveries', { query })).items : [];
}

async function viewNotice(
  deps: ViewWatchDeps,
  view: SavedView,
  fresh: readonly Row[],
): Promise<ShellNotice> {
  const [row] = fresh;
  const count = fresh.length >= PAGE ? `${PAGE} or more` : String(fresh.length);
  const payload = row && 'path' in row ? await payloadOf(deps, row) : '';
  const filter = view.filter === '' ? '' : `?filter=${encodeURIComponent(view.filter)}`;
  return {
    title: `${view.name}: ${count} new`,
    body: row ? `${rowText(row)}${payload}` : '',
    path: `/${view.list}/${row?.id ?? ''}${filter}`,
  };
}

/** Text of the row itself, without anything that its sender wrote into the body. */
function rowText(row: Row): string {
  return 'path' in row
    ? `#${row.number} ${row.method} ${bare(row.path)}, signature ${row.signature.verdict}`
    : `#${row.number} ${row.event_type}, ${row.state}`;
}

/** Queries hold keys and payload. */
function bare(path: string): string {
  return (path.split('?')[0] ?? '').slice(0, 80);
}

/** The beginning of the body, where the person allowed it. */
async function payloadOf({ client, preferences }: ViewWatchDeps, row: Capture): Promise<string> {
  if (!preferences.store.getState().notifiesPayload) {
    return '';
  }
  const { bytes } = await client.captureBody(row.id, PAYLOAD_CHARS);
  return `\n${new TextDecoder().decode(bytes)}`;
}
