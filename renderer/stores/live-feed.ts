import type { StoreApi } from 'zustand/vanilla';
import type { LiveFrame, LiveStats } from '../../server/contract/live.ts';
import type { ApiClient } from '../api/client.ts';
import type { LiveState } from '../api/live.ts';
import { countOf } from '../text/amount-text.ts';
import type { Lists } from './create-lists.ts';
import type { Resources } from './create-resources.ts';
import { createMissedFrames } from './missed-frames.ts';
import type { Notices } from './notices.ts';

/** How things stand with the server. */
export interface LinkState {
  live: LiveState;
  lastFrameAt: Date | null;
  stats: LiveStats | null;
  unseen: number;
}

interface Targets {
  client: ApiClient;
  lists: Lists;
  resources: Resources;
  link: StoreApi<LinkState>;
  notices: Notices;
  /** What else draws from the stream reads anew what it left out. */
  onMissed: () => void;
}

export interface LiveFeed {
  /** All frames of one animation frame: at most one commit a store. */
  applyFrames(frames: readonly LiveFrame[]): void;
  takeState(state: LiveState): void;
  /** An answer was read when the stream stood here. */
  sawAnswer(seq: number): void;
  refreshUnseen(): void;
}

type Changed = Extract<LiveFrame, { kind: 'changed' }>['what'][number];

/** Counts that a person reads need not be newer than this. */
const COUNT_DELAY_MS = 1_500;

export function createLiveFeed(targets: Targets): LiveFeed {
  const { lists, resources, link } = targets;
  const refreshUnseen = delayed(() => countUnseen(targets));
  // Their counts follow from deliveries; a person reads them later than rows.
  const refreshSubscriptions = delayed(async () => resources.subscriptions.changed());
  const refreshTraces = delayed(() => lists.traces.refreshTop());
  const arrivals = arrivalNumbers(targets.client);
  const missed = createMissedFrames(() => refreshEverything(targets));

  function applyFrames(frames: readonly LiveFrame[]): void {
    const hasDeliveries = applyRows(frames, lists, link);
    arrivals.see(frames);
    if (hasDeliveries) {
      refreshSubscriptions();
    }
    if (frames.some((frame) => frame.kind === 'rows')) {
      refreshTraces();
    }
    for (const what of changedIn(frames)) {
      applyChange(what, lists, resources);
    }
    if (frames.some((frame) => frame.kind === 'gap')) {
      refreshEverything(targets);
    }
    refreshUnseen();
  }

  function takeState(state: LiveState): void {
    const before = link.getState().live;
    if (before.kind === 'lost' && state.kind === 'lost') {
      link.setState({ live: { ...state, since: before.since } });
      return;
    }
    link.setState({ live: state });
    if (state.kind === 'lost') {
      arrivals.hold();
      targets.notices.alert('Lost the local server.');
    } else if (state.kind === 'open') {
      missed.opened(state.from);
      // Nothing untrue stays behind for whoever reads the page later.
      targets.notices.alert('');
      // At once: a badge that comes a second and a half later moves what is looked at.
      countUnseen(targets).catch(reportFailure);
      const isBack = before.kind === 'lost';
      (isBack ? welcomeBack(targets, arrivals) : arrivals.start()).catch(reportFailure);
    }
  }

  return { applyFrames, takeState, refreshUnseen, sawAnswer: missed.sawAnswer };
}

function applyRows(frames: readonly LiveFrame[], lists: Lists, link: StoreApi<LinkState>): boolean {
  const rows = frames.filter((frame) => frame.kind === 'rows');
  const stats = rows.findLast((frame) => frame.stats !== null)?.stats ?? null;
  const deliveries = rows.flatMap((frame) => frame.deliveries);
  const captures = rows.flatMap((frame) => frame.captures);
  const deleted = rows.flatMap((frame) => frame.deleted_captures);
  for (const list of [lists.deliveries, lists.recentDeliveries]) {
    list.applyRows(deliveries, [], stats?.ledger.deliveries.total ?? null);
  }
  for (const list of [lists.inbox, lists.recentCaptures]) {
    list.applyRows(captures, deleted, stats?.ledger.captures.stored ?? null);
  }
  link.setState({ lastFrameAt: new Date(), ...(stats ? { stats } : {}) });
  return deliveries.length > 0;
}

function changedIn(frames: readonly LiveFrame[]): Set<Changed> {
  return new Set(frames.flatMap((frame) => (frame.kind === 'changed' ? frame.what : [])));
}

function applyChange(what: Changed, lists: Lists, resources: Resources): void {
  switch (what) {
    case 'subscriptions':
    case 'rules':
    case 'inboxes':
    case 'settings':
    case 'publishers':
    case 'state':
    case 'tunnel':
    case 'bursts':
    case 'views':
      resources[what].changed();
      break;
    case 'event_types':
      resources.eventTypes.changed();
      break;
    case 'captures':
      refreshQuietly(lists.inbox.refreshTop());
      refreshQuietly(lists.recentCaptures.refreshTop());
      break;
    case 'deliveries':
      refreshQuietly(lists.deliveries.refreshTop());
      refreshQuietly(lists.recentDeliveries.refreshTop());
      break;
    default:
      what satisfies never;
  }
}

function refreshEverything({ lists, resources, onMissed }: Targets): void {
  onMissed();
  for (const list of Object.values(lists)) {
    refreshQuietly(list.refreshTop());
  }
  for (const resource of Object.values(resources)) {
    resource.changed();
  }
}

type Arrivals = ReturnType<typeof arrivalNumbers>;

/** Requests are numbered as they come: the numbers say how many came while nobody was told. */
function arrivalNumbers(client: ApiClient) {
  let newest = 0;
  let atLoss = 0;
  const readNewest = async () => {
    const page = await client.call('listCaptures', { query: { limit: 1 } });
    return page.items[0]?.number ?? 0;
  };
  return {
    start: async () => {
      newest = Math.max(newest, await readNewest());
    },
    see: (frames: readonly LiveFrame[]) => {
      for (const frame of frames) {
        for (const { number } of frame.kind === 'rows' ? frame.captures : []) {
          newest = Math.max(newest, number);
        }
      }
    },
    hold: () => {
      atLoss = newest;
    },
    sinceLoss: async () => Math.max(0, (await readNewest()) - atLoss),
  };
}

async function welcomeBack(targets: Targets, arrivals: Arrivals): Promise<void> {
  refreshEverything(targets);
  const count = await arrivals.sinceLoss();
  targets.notices.show(`Reconnected. ${countOf(count, 'request')} arrived meanwhile.`);
}

async function countUnseen({ client, link }: Targets): Promise<void> {
  const page = await client.call('listCaptures', { query: { limit: 1, filter: 'is:unseen' } });
  link.setState({ unseen: page.total });
}

/** Runs once, a while after the first call; calls in between are covered by it. */
function delayed(act: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (timer === undefined) {
      timer = setTimeout(() => {
        timer = undefined;
        act().catch(reportFailure);
      }, COUNT_DELAY_MS);
    }
  };
}

function refreshQuietly(work: Promise<void>): void {
  work.catch(reportFailure);
}

function reportFailure(error: unknown): void {
  console.warn('A refresh failed:', error);
}
