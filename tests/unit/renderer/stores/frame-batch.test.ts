import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFrameBatch } from '../../../../renderer/stores/frame-batch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const FRAME_MS = 17;

it('hands over all of one frame at once', () => {
  const applied: number[][] = [];
  const batch = createFrameBatch<number>((items) => applied.push(items));
  batch.add(1);
  batch.add(2);
  expect(applied).toEqual([]);
  vi.advanceTimersByTime(FRAME_MS);
  batch.add(3);
  vi.advanceTimersByTime(FRAME_MS);
  expect(applied).toEqual([[1, 2], [3]]);
});

it('gives way to a key for a moment, and loses nothing', () => {
  const applied: number[][] = [];
  const batch = createFrameBatch<number>((items) => applied.push(items));
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));
  batch.add(1);
  vi.advanceTimersByTime(FRAME_MS);
  batch.add(2);
  expect(applied).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(applied).toEqual([[1, 2]]);
});

it('goes on while a key is held down', () => {
  const applied: number[][] = [];
  const batch = createFrameBatch<number>((items) => applied.push(items));
  batch.add(1);
  for (let pressed = 0; pressed < 20; pressed += 1) {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));
    vi.advanceTimersByTime(FRAME_MS);
  }
  expect(applied).toEqual([[1]]);
});
