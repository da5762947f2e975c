import { createStore } from 'zustand/vanilla';
import type { LiveFrame } from '../../server/contract/live.ts';
import { createClient } from '../api/client.ts';
import { createSharedLive } from '../api/shared-live.ts';
import type { Connection, Platform } from '../platform/types.ts';
import { bulkReplayText } from '../text/replay-text.ts';
import { createArrivalSummary } from './arrival-summary.ts';
import { createBulkReplays } from './bulk-replays.ts';
import { createCommandRegistry } from './commands.ts';
import { createLists } from './create-lists.ts';
import { createResources } from './create-resources.ts';
import { createFrameBatch } from './frame-batch.ts';
import type { KeySettings } from './keymap.ts';
import { createLiveFeed, type LinkState } from './live-feed.ts';
import { createNotices } from './notices.ts';
import { createNotifier } from './notifier.ts';
import { createPreferences } from './preferences.ts';
import { createRecentCaptures } from './recent-captures.ts';
import { createReplayDesk } from './replay-desk.ts';
import { createUndoHistory } from './undo.ts';

export type Workbench = ReturnType<typeof createWorkbench>;

/** Everything that screens draw from: one per window. */
export function createWorkbench(platform: Platform, connection: Connection) {
  const client = createClient(connection, (seq) => feed.sawAnswer(seq));
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
  const feed = createLiveFeed({
    ...{ client, lists, resources, link, notices },
    onMissed: () => recent?.refresh(),
  });
  const summary = createArrivalSummary(notices, preferences);
  const notifier = createNotifier({
    host: platform.notifications,
    client,
    bursts: resources.bursts,
    views: resources.views,
    link,
    preferences,
    isFocused: () => document.hasFocus(),
    tellsStop: platform.kind === 'browser',
  });
  const recent = platform.shell
    ? createRecentCaptures({ client, show: platform.shell.showRecent })
    : undefined;
  const batch = createFrameBatch<LiveFrame>((frames) => {
    feed.applyFrames(frames);
    summary.saw(frames);
    notifier.saw(frames);
    recent?.saw(frames);
  });
  const live = createSharedLive(connection, {
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
    /** What was pasted into the palette, until the explainer takes it. Never stored. */
    pastedValue: createStore<{ value: { digest: string } | { secret: string } | null }>(() => ({
      value: null,
    })),
    replays: createReplayDesk({ client, preferences, resources }),
    bulkReplays: createBulkReplays({
      client,
      notices,
      targetUrl: async () =>
        preferences.store.getState().replayUrl ||
        resources.settings.store.getState().data?.forward_urls[0],
      endText: bulkReplayText,
    }),
    link,
    live,
    refreshUnseen: feed.refreshUnseen,
  };
}

/** What decides which keys start which command. */
export function keySettingsOf({
  preferences,
  platform,
}: Pick<Workbench, 'preferences' | 'platform'>): KeySettings {
  const { keys, hasLetterKeys } = preferences.store.getState();
  return { bindings: keys, hasLetterKeys, isDesktop: platform.kind === 'desktop' };
}
