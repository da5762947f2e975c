import { describe, expect, it } from 'vitest';
import { exactText, relativeText } from '../../../../renderer/components/TimeText.tsx';

const NOW = Date.parse('2026-05-12T12:00:00.000Z');
const S = 1000;
const [MIN, H, D] = [60 * S, 3600 * S, 86_400 * S];
const distance = (ms: number) => relativeText(new Date(NOW + ms).toISOString(), NOW);

describe('how far a moment is', () => {
  it.each([
    [0, 'now', 'now'],
    [499, 'now', 'now'],
    [S, 'in 1 s', '1 s ago'],
    [59 * S, 'in 59 s', '59 s ago'],
    [60 * S, 'in 1 min', '1 min ago'],
    [89 * S, 'in 1 min', '1 min ago'],
    [90 * S, 'in 2 min', '2 min ago'],
    [59 * MIN + 29 * S, 'in 59 min', '59 min ago'],
    [59 * MIN + 30 * S, 'in 1 h', '1 h ago'],
    [89 * MIN, 'in 1 h', '1 h ago'],
    [23 * H + 29 * MIN, 'in 23 h', '23 h ago'],
    [23 * H + 30 * MIN, 'in 1 d', '1 d ago'],
    [4 * D + 11 * H, 'in 4 d', '4 d ago'],
    [4 * D + 23 * H, 'in 5 d', '5 d ago'],
  ])('is told to the nearest whole unit, alike for future and past: %i ms', (ms, future, past) => {
    expect(distance(ms)).toBe(future);
    const ago = distance(-ms);
    expect(ago).toBe(past);
  });

  it('is told exactly in the hint, in the words of the window', () => {
    const instant = new Date(2026, 4, 12, 14, 2, 11, 482).toISOString();
    expect(exactText(instant)).toBe('12 May 2026, 14:02:11.482');
  });
});
