import type { ShellNotice } from '../../server/contract/bridge.ts';

/** At most one notification in this time; what comes meanwhile is told together afterwards. */
export const NOTICE_INTERVAL_MS = 10_000;
const MAX_BODY = 300;

/** `show` is called at once, or later with one notice for all that waited. */
export function createNoticePace(show: (notice: ShellNotice) => void) {
  let waiting: ShellNotice[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

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
    show(notice);
    timer = setTimeout(showWaiting, NOTICE_INTERVAL_MS);
  }
  return (notice: ShellNotice): void => {
    if (timer === undefined) {
      tell(notice);
    } else {
      waiting.push(notice);
    }
  };
}

function grouped(notices: readonly ShellNotice[]): ShellNotice {
  const titles = [...new Set(notices.map(({ title }) => title))];
  const path = notices.at(-1)?.path;
  return {
    title: `${notices.length} notices`,
    body: titles.join(', ').slice(0, MAX_BODY),
    ...(path === undefined ? {} : { path }),
  };
}
