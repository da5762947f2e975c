import { describe, expect, it } from 'vitest';
import { createListMemory } from '../../../server/flows/remember-list.ts';

describe('memory of a list', () => {
  it('knows the same records in another list, and sees one that was replaced, added or removed', () => {
    const isSame = createListMemory();
    const [a, b] = [{ id: 'a' }, { id: 'b' }];
    expect(isSame([a, b])).toBe(false);
    expect(isSame([a, b])).toBe(true);
    expect(isSame([a, { ...b }])).toBe(false);
    expect(isSame([a])).toBe(false);
    expect(isSame([a])).toBe(true);
  });

  it('sees a change inside of a list that is not frozen', () => {
    const isSame = createListMemory();
    const list = [{ id: 'a' }];
    isSame(list);
    list.push({ id: 'b' });
    expect(isSame(list)).toBe(false);
  });

  it('takes the very same frozen list as the same', () => {
    const isSame = createListMemory();
    const list = Object.freeze([{ id: 'a' }]);
    expect(isSame(list)).toBe(false);
    expect(isSame(list)).toBe(true);
  });
});
