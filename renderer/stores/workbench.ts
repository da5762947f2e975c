import { createStore } from 'zustand/vanilla';
import type { Capture } from '../../server/contract/capture.ts';
import type { Delivery } from '../../server/contract/delivery.ts';
import type { Trace } from '../../server/contract/exchange.ts';
import type { LiveFrame } from '../../server/contract/live.ts';
import { type ApiClient, createClient } from '../api/client.ts';
import { createLiveStream } from '../api/live.ts';
import type { Connection, Platform } from '../platform/types.ts';
import { createArrivalSummary } from './arrival-summary.ts';
import { createCommandRegistry } from './commands.ts';
import { createFrameBatch } from './frame-batch.ts';
import { createLiveFeed, type LinkState } from './live-feed.ts';
import { createNotices } from './notices.ts';
import { createPreferences } from './preferences.ts';
import { createReplayDesk } from './replay-desk.ts';
import { createResource } from './resource.ts';
import { type ListRow, RowList } from './row-list.ts';
import { createUndoHistory } from './undo.ts';

export type Workbench = ReturnType<typeof createWorkbench>;
export type Lists = ReturnType<typeof createLists>;
export type Resources = ReturnType<typeof createResources>;

/** Everything that screens draw from: one per window. */
export function createWorkbench(platform: Platform, connection: Connection) {
  const client = createClient(connection);
  const notices = createNotices();
  const preferences = createPreferences(localStorage, platform.themeChosen);
  const lists = createLists(client);
  const resources = createResources(client);
  const link = createStore<LinkState>(() => ({
    live: { kind: 'connecting' },
    lastFrameAt: null,
    stats: null,
    unseen: 0,
  }));
  const feed = createLiveFeed({ client, lists, resources, link, notices });
  const summary = createArrivalSummary(notices, preferences);
  const batch = createFrameBatch<LiveFrame>((frames) => {
    feed.applyFrames(frames);
    summary.saw(frames);
  });
  const live = createLiveStream(connection, {
    onFrame: (frame) => batch.add(frame),
    onState: feed.takeState,
  });
  return {
    platform,
    client,
    notices,
    preferences,
    undo: createUndoHistory(notices),
    commands: createCommandRegistry(),
    ...lists,
    resources,
    /** A digest that was pasted into the palette, until the explainer takes it. Never stored. */
    pastedDigest: createStore<{ digest: string | null }>(() => ({ digest: null })),
    replays: createReplayDesk({ client, preferences, resources }),
    link,
    live,
    refreshUnseen: feed.refreshUnseen,
  };
}

/** Traces have no running number: their time orders them. */
export type TraceRow = Trace & ListRow;

const RECENT_ROWS = { pageSize: 50, maxRows: 200 };

function createLists(client: ApiClient) {
  return {
    inbox: new RowList<Capture>({ fetchPage: (query) => client.call('listCaptures', { query }) }),
    deliveries: new RowList<Delivery>({
      fetchPage: (query) => client.call('listDeliveries', { query }),
    }),
    traces: new RowList<TraceRow>({
      fetchPage: async (query) => {
        const page = await client.call('listTraces', { query });
        return {
          ...page,
          items: page.items.map((one) => ({ ...one, number: Date.parse(one.at) })),
        };
      },
    }),
    /** The last few without a filter, for the Overview. */
    recentDeliveries: new RowList<Delivery>({
      fetchPage: (query) => client.call('listDeliveries', { query }),
      ...RECENT_ROWS,
    }),
    recentCaptures: new RowList<Capture>({
      fetchPage: (query) => client.call('listCaptures', { query }),
      ...RECENT_ROWS,
    }),
  };
}

function createResources(client: ApiClient) {
  return {
    state: createResource(() => client.call('getState')),
    settings: createResource(() => client.call('getSettings')),
    subscriptions: createResource(async () => {
      const page = await client.call('listSubscriptions', { query: { limit: 1000 } });
      return page.items;
    }),
    eventTypes: createResource(async () => (await client.call('listEventTypes')).items),
    bursts: createResource(async () => (await client.call('listBursts')).items),
    publishers: createResource(async () => (await client.call('listPublishers')).items),
    inboxes: createResource(async () => (await client.call('listInboxes')).items),
    rules: createResource(async () => {
      const page = await client.call('listRules', { query: { limit: 1000 } });
      return page.items;
    }),
    tunnel: createResource(() => client.call('getTunnel')),
    dialects: createResource(async () => (await client.call('listDialects')).items),
  };
}
