import { expect, it } from 'vitest';
import { createPause } from '../../../../server/adapters/journal/pause.ts';

it('looks at the clock after each costly step, and after some dozens of small ones', async () => {
  let nowMs = 0;
  const pause = createPause(() => nowMs);
  expect(pause(true)).toBeUndefined();
  nowMs += 5;
  expect(pause()).toBeUndefined();
  const afterCostly = pause(true);
  expect(afterCostly).toBeInstanceOf(Promise);
  await afterCostly;
  expect(pause(true)).toBeUndefined();
  nowMs += 5;
  let steps = 0;
  while (pause() === undefined && steps < 100) {
    steps += 1;
  }
  expect(steps).toBeLessThan(64);
});
