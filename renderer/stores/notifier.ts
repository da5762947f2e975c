import type { StoreApi } from 'zustand/vanilla';
import type { ShellNotice } from '../../server/contract/bridge.ts';
import type { Burst } from '../../server/contract/burst.ts';
import type { LiveFrame } from '../../server/contract/live.ts';
import type { NotificationHost } from '../platform/types.ts';
import { countText } from '../text/amount-text.ts';
import type { LinkState } from './live-feed.ts';
import type { PreferenceStore } from './preferences.ts';
import type { Resource } from './resource.ts';
import { createViewWatch, type ViewWatchDeps } from './view-watch.ts';

/** A server that starts anew is back within this time: nothing to tell. */
const STOPPED_AFTER_MS = 5_000;

export interface NotifierDeps extends ViewWatchDeps {
  host: NotificationHost;
  bursts: Resource<Burst[]>;
  link: StoreApi<LinkState>;
  preferences: Pick<PreferenceStore, 'store'>;
  /** A notification is for somebody who looks elsewhere. */
  isFocused: () => boolean;
  /** The desktop app says by itself that its server stopped. */
  tellsStop: boolean;
}

/** Tells somebody who looks elsewhere: a run ended, the server stopped, a watched view got rows. */
export function createNotifier(deps: NotifierDeps): { saw(frames: readonly LiveFrame[]): void } {
  const { host, bursts, link, preferences } = deps;
  const views = createViewWatch(deps, tell);
  const bornAtMs = Date.now();
  const told = new Set<string>();
  let stopTimer: ReturnType<typeof setTimeout> | undefined;

  function tell(notice: ShellNotice): void {
    if (!deps.isFocused() && host.permit() === 'granted') {
      host.show(notice);
    }
  }

  bursts.store.subscribe(({ data }) => {
    for (const burst of data ?? []) {
      const isNews = burst.ended_at !== null && Date.parse(burst.ended_at) >= bornAtMs;
      if (isNews && !told.has(burst.id)) {
        told.add(burst.id);
        if (preferences.store.getState().notifiesRuns) {
          tell(burstNotice(burst));
        }
      }
    }
  });
  link.subscribe(({ live }) => {
    if (live.kind !== 'lost') {
      clearTimeout(stopTimer);
      stopTimer = undefined;
    } else if (deps.tellsStop && stopTimer === undefined) {
      stopTimer = setTimeout(() => {
        if (preferences.store.getState().notifiesStop) {
          tell({ title: 'The capture server stopped', body: 'Senders are being refused.' });
        }
      }, STOPPED_AFTER_MS);
    }
  });
  return {
    saw(frames) {
      const changed = frames.flatMap((frame) => (frame.kind === 'changed' ? frame.what : []));
      if (changed.includes('bursts')) {
        // Runs are followed on every screen, not only on that of bursts.
        bursts.open();
      }
      views.saw(frames);
    },
  };
}

export function burstNotice(burst: Burst): ShellNotice {
  const ends = { done: 'finished', stopped: 'stopped', aborted: 'was aborted' };
  const end = burst.state in ends ? ends[burst.state as keyof typeof ends] : 'ended';
  const lost = burst.captured === null ? '' : `, ${countText(burst.captured.lost)} lost`;
  return {
    title: `Burst ${end}`,
    body: `${countText(burst.sent)} sent, ${countText(burst.delivered)} delivered, ${countText(burst.failed)} failed${lost}.`,
    path: `/burst/${burst.id}`,
  };
}
