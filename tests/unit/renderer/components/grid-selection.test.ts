import { describe, expect, it } from 'vitest';
import {
  EMPTY_SELECTION,
  gridKeyAct,
  isAboutSeveral,
  selectRow,
} from '../../../../renderer/components/grid-selection.ts';

const IDS = ['a', 'b', 'c', 'd'];
const key = (name: string, more: object = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const place = (activeIndex: number) => ({ count: 4, activeIndex, pageRows: 2 });

describe('selectRow', () => {
  it('extends from where it started, also when rows have come between', () => {
    const first = selectRow(EMPTY_SELECTION, IDS, 'b', 'only');
    const more = selectRow(first, ['z', ...IDS], 'd', 'extend');
    expect([...more.selectedIds]).toEqual(['b', 'c', 'd']);
    expect([...selectRow(more, IDS, 'a', 'extend').selectedIds]).toEqual(['a', 'b']);
  });

  it('toggles one row and keeps the others', () => {
    const two = selectRow(selectRow(EMPTY_SELECTION, IDS, 'a', 'only'), IDS, 'c', 'toggle');
    expect([...two.selectedIds]).toEqual(['a', 'c']);
    expect([...selectRow(two, IDS, 'a', 'toggle').selectedIds]).toEqual(['c']);
  });
});

describe('isAboutSeveral', () => {
  it('says so of many rows, and of the first one that is picked, but not of the one that is read', () => {
    const one = selectRow(EMPTY_SELECTION, IDS, 'b', 'only');
    expect(isAboutSeveral(one)).toBe(false);
    expect(isAboutSeveral(selectRow(one, IDS, 'c', 'extend'))).toBe(true);
    const picked = selectRow(EMPTY_SELECTION, IDS, 'b', 'toggle');
    expect(isAboutSeveral(picked)).toBe(true);
    expect(isAboutSeveral(selectRow(picked, IDS, 'b', 'only'))).toBe(false);
  });
});

describe('gridKeyAct', () => {
  it.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 3, 3],
    ['k', 2, 1],
    ['J', 0, 1],
    ['PageDown', 0, 2],
    ['PageUp', 1, 0],
    ['End', -1, 3],
    ['Home', 3, 0],
  ])('%s from %i leads to %i', (name, from, to) => {
    expect(gridKeyAct(key(name), place(from))).toEqual({ kind: 'move', index: to, mode: 'only' });
  });

  it('opens with Enter, takes all with Ctrl+A, leaves other keys alone', () => {
    expect(gridKeyAct(key('Enter'), place(1))).toEqual({ kind: 'open' });
    expect(gridKeyAct(key('Enter'), place(-1))).toBeNull();
    expect(gridKeyAct(key('a', { ctrlKey: true }), place(0))).toEqual({ kind: 'all' });
    expect(gridKeyAct(key('k', { metaKey: true }), place(0))).toBeNull();
    expect(gridKeyAct(key('ArrowDown', { shiftKey: true }), place(0))).toMatchObject({
      mode: 'extend',
    });
    expect(gridKeyAct(key('x'), place(0))).toBeNull();
  });
});
