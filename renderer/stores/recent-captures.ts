import type { RecentItem } from '../../server/contract/bridge.ts';
import type { Capture } from '../../server/contract/capture.ts';
import type { LiveFrame } from '../../server/contract/live.ts';
import type { ApiClient } from '../api/client.ts';

const MAX_RECENT = 5;
const PATH_CHARS = 40;
/** The menu of a tray is built anew each time: at a thousand requests a second once is enough. */
const TELL_EVERY_MS = 1_000;

export interface RecentCapturesDeps {
  client: Pick<ApiClient, 'call'>;
  show: (items: readonly RecentItem[]) => void;
}

/** The latest requests for the menu of the tray, which the shell itself never sees. */
export function createRecentCaptures({ client, show }: RecentCapturesDeps) {
  let recent: Capture[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(captures: readonly Capture[]): void {
    const ids = new Set(captures.map(({ id }) => id));
    recent = [...captures, ...recent.filter(({ id }) => !ids.has(id))]
      .sort((one, other) => other.number - one.number)
      .slice(0, MAX_RECENT);
  }
  function tell(): void {
    if (timer === undefined) {
      timer = setTimeout(() => {
        timer = undefined;
        show(recent.map(recentItem));
      }, TELL_EVERY_MS);
    }
  }
  /** Reads them; later what the stream left out. */
  function refresh(): void {
    client
      .call('listCaptures', { query: { limit: MAX_RECENT } })
      .then(({ items }) => {
        take(items);
        tell();
      })
      .catch(() => undefined);
  }
  refresh();
  function takeRows(frame: Extract<LiveFrame, { kind: 'rows' }>): void {
    const gone = new Set(frame.deleted_captures);
    const kept = recent.filter(({ id }) => !gone.has(id));
    const hadGone = kept.length < recent.length;
    recent = kept;
    const oldest = recent.length < MAX_RECENT ? 0 : (recent.at(-1)?.number ?? 0);
    const news = frame.captures.filter(({ number }) => number >= oldest);
    take(news);
    if (hadGone || news.length > 0) {
      tell();
    }
  }
  return {
    refresh,
    saw(frames: readonly LiveFrame[]): void {
      for (const frame of frames) {
        if (frame.kind === 'rows') {
          takeRows(frame);
        }
      }
    },
  };
}

/** Without the query, which may hold keys: a tray is seen by whoever looks over a shoulder. */
export function recentItem({ id, number, method, path }: Capture): RecentItem {
  const bare = path.split('?')[0] ?? '';
  const shown = bare.length > PATH_CHARS ? `${bare.slice(0, PATH_CHARS - 1)}…` : bare;
  return { label: `#${number} ${method.slice(0, 20)} ${shown}`, path: `/inbox/${id}` };
}
