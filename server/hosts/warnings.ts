import type { State } from '../contract/live.ts';
import type { Clock, LiveFeed, Log } from '../ports.ts';

/** What the person should know and what would otherwise be silence. Shown by /api/state. */
export interface Warnings {
  add(code: string, text: string): void;
  remove(code: string): void;
  all(): State['warnings'];
}

const MAX_WARNINGS = 20;

export function createWarnings(deps: {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
  readonly feed: Pick<LiveFeed, 'changed'>;
}): Warnings {
  let items: State['warnings'] = [];
  return {
    add: (code, text) => {
      const at = new Date(deps.clock.now()).toISOString();
      items = [{ code, text, at }, ...items.filter((item) => item.code !== code)];
      items = items.slice(0, MAX_WARNINGS);
      deps.log.warn({ code }, text);
      deps.feed.changed('state');
    },
    remove: (code) => {
      if (items.some((item) => item.code === code)) {
        items = items.filter((item) => item.code !== code);
        deps.feed.changed('state');
      }
    },
    all: () => [...items],
  };
}
