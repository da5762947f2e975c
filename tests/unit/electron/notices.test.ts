import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createNotices, NOTICE_INTERVAL_MS } from '../../../electron/notices.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the first is shown at once, those that follow together ten seconds later', () => {
  const show = vi.fn();
  const notify = createNotices(show);
  notify({ title: 'Run finished', body: '10 of 10' });
  notify({ title: 'Run finished', body: '20 of 20' });
  notify({ title: 'Server stopped', body: '' });
  expect(show).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(NOTICE_INTERVAL_MS);
  expect(show).toHaveBeenCalledTimes(2);
  expect(show.mock.calls[1]![0]).toEqual({
    title: '2 notices',
    body: 'Run finished, Server stopped',
  });
});

test('a single one that waited is shown as it is, and quiet follows', () => {
  const show = vi.fn();
  const notify = createNotices(show);
  notify({ title: 'a', body: '' });
  notify({ title: 'b', body: 'text', path: '/inbox' });
  vi.advanceTimersByTime(NOTICE_INTERVAL_MS * 3);
  expect(show.mock.calls.map(([notice]) => notice.title)).toEqual(['a', 'b']);
  notify({ title: 'c', body: '' });
  expect(show).toHaveBeenCalledTimes(3);
});

test('what every window tells is told once', () => {
  const show = vi.fn();
  const notify = createNotices(show);
  const notice = { title: 'Burst finished', body: '10 sent', path: '/burst/bst_1' };
  notify(notice);
  notify({ ...notice });
  notify({ ...notice, path: '/burst/bst_2' });
  notify({ ...notice, path: '/burst/bst_2' });
  vi.advanceTimersByTime(NOTICE_INTERVAL_MS);
  expect(show.mock.calls.map(([told]) => told.path)).toEqual(['/burst/bst_1', '/burst/bst_2']);
});
