import type { CaptureId } from '../../contract/ids.ts';
import type { ChangedThing } from '../../contract/live.ts';
import type { CaptureRecord, DeliveryRecord } from '../../core/records.ts';
import type { Clock, LiveFeed } from '../../ports.ts';
import type { RedisBus } from './bus.ts';

const FEED_CHANNEL = 'feed';
/** Rows are gathered this long: a window draws no faster. */
const GATHER_MS = 50;
/** Rows of one message; all of them are said, in as many messages as it takes. */
const MAX_ROWS = 500;

interface FeedNews {
  readonly deliveries: readonly DeliveryRecord[];
  readonly captures: readonly CaptureRecord[];
  readonly deleted: readonly CaptureId[];
  readonly changed: readonly ChangedThing[];
}

/** Tells the windows of this process, and those of every other one on the same Redis. */
export async function shareFeed(
  { bus, clock }: { readonly bus: RedisBus; readonly clock: Clock },
  local: LiveFeed | undefined,
): Promise<LiveFeed> {
  const gathered = new GatheredNews((note) => {
    clock.after(GATHER_MS, () => {
      for (const news of note()) {
        bus.say(FEED_CHANNEL, news);
      }
    });
  });
  if (local !== undefined) {
    // Said by this function alone.
    await bus.hear(FEED_CHANNEL, (message) => pass(message as FeedNews, local));
  }
  return {
    delivery: (record) => {
      local?.delivery(record);
      gathered.add(() => gathered.deliveries.set(record.id, record));
    },
    capture: (record) => {
      local?.capture(record);
      gathered.add(() => gathered.captures.set(record.id, record));
    },
    capturesDeleted: (ids) => {
      local?.capturesDeleted(ids);
      gathered.add(() => gathered.deleted.push(...ids));
    },
    changed: (what) => {
      local?.changed(what);
      gathered.add(() => gathered.changed.add(what));
    },
  };
}

class GatheredNews {
  deliveries = new Map<string, DeliveryRecord>();
  captures = new Map<string, CaptureRecord>();
  deleted: CaptureId[] = [];
  changed = new Set<ChangedThing>();
  readonly #begin: (take: () => FeedNews[]) => void;
  #isGathering = false;

  constructor(begin: (take: () => FeedNews[]) => void) {
    this.#begin = begin;
  }

  add(note: () => void): void {
    note();
    if (!this.#isGathering) {
      this.#isGathering = true;
      this.#begin(() => this.#take());
    }
  }

  #take(): FeedNews[] {
    const deliveries = [...this.deliveries.values()];
    const captures = [...this.captures.values()];
    const rest = { deleted: this.deleted, changed: [...this.changed] };
    const news: FeedNews[] = [];
    const most = Math.max(deliveries.length, captures.length, 1);
    for (let start = 0; start < most; start += MAX_ROWS) {
      news.push({
        deliveries: deliveries.slice(start, start + MAX_ROWS),
        captures: captures.slice(start, start + MAX_ROWS),
        ...(start === 0 ? rest : { deleted: [], changed: [] }),
      });
    }
    this.deliveries = new Map();
    this.captures = new Map();
    this.deleted = [];
    this.changed = new Set();
    this.#isGathering = false;
    return news;
  }
}

function pass(news: FeedNews, local: LiveFeed): void {
  for (const record of news.deliveries) {
    local.delivery(record);
  }
  for (const record of news.captures) {
    local.capture(record);
  }
  if (news.deleted.length > 0) {
    local.capturesDeleted(news.deleted);
  }
  for (const what of news.changed) {
    local.changed(what);
  }
}
