import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useRowHeight } from '../../../../renderer/components/use-row-height.ts';

afterEach(() => {
  document.documentElement.removeAttribute('data-density');
  document.documentElement.style.removeProperty('--row-height');
});

it('follows the density, and computes styles once for each', async () => {
  const { dataset, style } = document.documentElement;
  style.setProperty('--row-height', '28px');
  dataset.density = 'compact';
  const computed = vi.spyOn(window, 'getComputedStyle');
  const { result, rerender } = renderHook(useRowHeight);
  rerender();
  rerender();
  expect(result.current).toBe(28);
  expect(computed).toHaveBeenCalledTimes(1);
  await act(async () => {
    style.setProperty('--row-height', '36px');
    dataset.density = 'comfortable';
  });
  expect(result.current).toBe(36);
});
