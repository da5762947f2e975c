import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createMissedFrames } from '../../../../renderer/stores/missed-frames.ts';

describe('frames that nobody told this window of', () => {
  const refresh = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    refresh.mockClear();
    return () => vi.useRealTimers();
  });

  const refreshes = () => {
    vi.advanceTimersByTime(1_000);
    return refresh.mock.calls.length;
  };

  it('are made good once where a stream opens at a later one than answers that are held', () => {
    const missed = createMissedFrames(refresh);
    missed.sawAnswer(7);
    missed.sawAnswer(9);
    expect(refreshes()).toBe(0);
    missed.opened(9);
    expect(refreshes()).toBe(1);
    missed.sawAnswer(9);
    missed.sawAnswer(10);
    expect(refreshes()).toBe(1);
  });

  it('are made good where an answer comes late that was read before the stream was open', () => {
    const missed = createMissedFrames(refresh);
    missed.opened(9);
    missed.sawAnswer(8);
    missed.sawAnswer(7);
    expect(refreshes()).toBe(1);
  });

  it('are none where nothing changed until the stream was open, or where it goes on', () => {
    const missed = createMissedFrames(refresh);
    missed.sawAnswer(9);
    missed.opened(9);
    expect(refreshes()).toBe(0);
    const goesOn = createMissedFrames(refresh);
    goesOn.sawAnswer(7);
    goesOn.opened(null);
    expect(refreshes()).toBe(0);
  });
});
