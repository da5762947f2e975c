import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useSelection } from '../../../../renderer/scenes/list/use-selection.ts';

const pair = { activeId: 'b', selectedIds: new Set(['a', 'b']), anchorId: 'a' };

/** An address that is drawn when the test says so. */
function shownSelection() {
  let openId: string | undefined;
  const address = {
    openIdNow: () => openId,
    go: (change: { openId?: string | undefined }) => {
      openId = change.openId;
    },
  };
  return renderHook(() => useSelection(openId, address));
}

describe('useSelection', () => {
  it('says what was chosen before any of it is drawn', () => {
    const { result } = shownSelection();
    const before = result.current;
    act(() => {
      before.setSelection(pair);
      expect(before.chosenNow().ids).toEqual(['a', 'b']);
      expect(before.selection.activeId).toBeNull();
      before.open('c');
      expect(before.selectionNow()).toMatchObject({ activeId: 'c' });
      expect(before.chosenNow().count).toBe(1);
    });
  });

  it('gives way to the address, which may come from a link or from Back', () => {
    const { result } = shownSelection();
    act(() => result.current.setSelection(pair));
    expect(result.current.selection.selectedIds.size).toBe(2);
    act(() => result.current.clear());
    expect(result.current.selection.selectedIds.size).toBe(0);
    expect(result.current.chosenNow().count).toBe(0);
  });
});
