import type { InboxRecord } from './records.ts';

/** The inbox of a path: the same path, else the longest one that the path lies below. */
export function findInbox(inboxes: readonly InboxRecord[], path: string): InboxRecord | undefined {
  let best: InboxRecord | undefined;
  for (const inbox of inboxes) {
    if (inbox.path === path) {
      return inbox;
    }
    const base = inbox.path.endsWith('/') ? inbox.path : `${inbox.path}/`;
    if (path.startsWith(base) && inbox.path.length > (best?.path.length ?? -1)) {
      best = inbox;
    }
  }
  return best;
}
