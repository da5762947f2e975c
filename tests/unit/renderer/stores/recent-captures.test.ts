import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRecentCaptures, recentItem } from '../../../../renderer/stores/recent-captures.ts';
import { RecentItemSchema } from '../../../../server/contract/bridge.ts';
import type { Capture } from '../../../../server/contract/capture.ts';
import type { LiveFrame } from '../../../../server/contract/live.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function capture(number: number, path = '/in/demo'): Capture {
  return { id: `cap_${number}`, number, method: 'POST', path } as Capture;
}

function rows(captures: Capture[], deleted: string[] = []): LiveFrame {
  return { kind: 'rows', captures, deleted_captures: deleted } as LiveFrame;
}

async function setUp(stored: Capture[]) {
  const show = vi.fn();
  const call = vi.fn(async () => ({ items: stored }));
  const recent = createRecentCaptures({ client: { call } as never, show });
  await vi.advanceTimersByTimeAsync(1_000);
  const shownPaths = () =>
    (show.mock.lastCall?.[0] ?? []).map((item: { path: string }) => item.path);
  return { recent, show, shownPaths };
}

it('what is stored is shown at the start, newest first', async () => {
  const { shownPaths } = await setUp([capture(2), capture(1)]);
  expect(shownPaths()).toEqual(['/inbox/cap_2', '/inbox/cap_1']);
});

it('five at most, told once a second however many arrive', async () => {
  const { recent, show, shownPaths } = await setUp([]);
  show.mockClear();
  for (let number = 1; number <= 1_000; number += 1) {
    recent.saw([rows([capture(number)])]);
  }
  expect(show).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(show).toHaveBeenCalledOnce();
  expect(shownPaths()).toEqual([1_000, 999, 998, 997, 996].map((number) => `/inbox/cap_${number}`));
});

it('what was deleted is gone, and a change of an old row tells nothing', async () => {
  const five = [9, 8, 7, 6, 5].map((number) => capture(number));
  const { recent, show, shownPaths } = await setUp(five);
  recent.saw([rows([], ['cap_9'])]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shownPaths()).toEqual([8, 7, 6, 5].map((number) => `/inbox/cap_${number}`));
  recent.saw([rows([capture(9)])]);
  await vi.advanceTimersByTimeAsync(1_000);
  show.mockClear();
  recent.saw([rows([capture(3)])]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(show).not.toHaveBeenCalled();
});

it('what the stream left out is read anew', async () => {
  const stored = [capture(1)];
  const { recent, shownPaths } = await setUp(stored);
  stored.unshift(capture(2));
  recent.refresh();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shownPaths()).toEqual(['/inbox/cap_2', '/inbox/cap_1']);
});

it('a line fits the menu and holds no query', () => {
  const item = recentItem(capture(88, `/in/${'x'.repeat(500)}?token=secret`));
  expect(RecentItemSchema.parse(item).label).toMatch(/^#88 POST \/in\/x+…$/);
  expect(recentItem(capture(1, '/in?token=secret')).label).toBe('#1 POST /in');
});
