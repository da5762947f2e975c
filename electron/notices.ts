import type { ShellNotice } from '../server/contract/bridge.ts';

/** At most one notification in this time; what comes meanwhile is told together afterwards. */
export const NOTICE_INTERVAL_MS = 10_000;

/** `show` is called at once, or later with one notice for all that waited. */
export function createNotices(show: (notice: ShellNotice) => void): (notice: ShellNotice) => void {
  let waiting: ShellNotice[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: ShellNotice | undefined;

  function showWaiting(): void {
    timer = undefined;
    const notices = waiting;
    waiting = [];
    const [first] = notices;
    if (first) {
      tell(notices.length === 1 ? first : grouped(notices));
    }
  }

  function tell(notice: ShellNotice): void {
    last = notice;
    show(notice);
    timer = setTimeout(showWaiting, NOTICE_INTERVAL_MS);
  }

  return (notice) => {
    if (timer) {
      // Every window may tell the same: it is told once.
      if (![last, ...waiting].some((told) => isSame(told, notice))) {
        waiting.push(notice);
      }
    } else {
      tell(notice);
    }
  };
}

function isSame(one: ShellNotice | undefined, other: ShellNotice): boolean {
  return one?.title === other.title && one.body === other.body && one.path === other.path;
}

function grouped(notices: readonly ShellNotice[]): ShellNotice {
  return {
    title: `${notices.length} notices`,
    body: [...new Set(notices.map((notice) => notice.title))].join(', ').slice(0, 300),
  };
}
