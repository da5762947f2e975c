import { describe, expect, it } from 'vitest';
import {
  columnTemplate,
  type GridColumn,
  layoutIn,
  NO_LAYOUT,
  shownColumns,
} from '../../../../renderer/components/grid-columns.ts';

const column = (id: string, width: number, rank?: 1 | 2 | 3): GridColumn<string> => ({
  id,
  title: id,
  width,
  ...(rank ? { rank } : {}),
  sort: id,
  cell: (row) => row,
});
const COLUMNS = [
  column('number', 50, 3),
  column('event', 130),
  column('answer', 60, 3),
  column('size', 80, 3),
];
const shown = (roomPx: number, sort = '', layout = NO_LAYOUT) =>
  shownColumns(COLUMNS, layout, sort, roomPx).map(({ id }) => id);

describe('the columns that a list shows', () => {
  it('are all where there is room', () => {
    expect(shown(320)).toEqual(['number', 'event', 'answer', 'size']);
  });

  it('lose the last ones first where there is not', () => {
    expect(shown(319)).toEqual(['number', 'event', 'answer']);
    expect(shown(239)).toEqual(['number', 'event']);
    expect(shown(100)).toEqual(['event']);
    expect(shown(0)).toEqual(['event']);
  });

  it('keep the one that the list is sorted by', () => {
    expect(shown(319, '-size')).toEqual(['number', 'event', 'size']);
    expect(shown(100, 'size')).toEqual(['event', 'size']);
  });

  it('hold no width set by hand against the others', () => {
    expect(shown(320, '', { widths: { event: 900 }, hidden: [] })).toHaveLength(4);
    expect(shown(240, '', { widths: {}, hidden: ['size'] })).toEqual(['number', 'event', 'answer']);
  });
});

describe('the columns of a slim list', () => {
  const SLIM = [
    { ...column('kind', 170), tight: { width: 36, cell: () => 'icon' } },
    column('number', 50, 3),
    { ...column('time', 108, 2), tight: { width: 76 } },
    column('event', 130),
    { ...column('result', 116, 1), tight: { width: 104 } },
    { ...column('path', 140, 2), isHiddenAtFirst: true },
    column('size', 80, 3),
  ];
  const at = (roomPx: number, sort = '', layout = NO_LAYOUT) =>
    shownColumns(SLIM, layout, sort, roomPx);
  const idsAt = (...args: Parameters<typeof at>) => at(...args).map(({ id }) => id);

  it('become tight before one that says what came of it is left out', () => {
    expect(at(524).map(({ width }) => width)).toEqual([170, 108, 130, 116]);
    expect(at(523).map(({ width }) => width)).toEqual([36, 50, 76, 130, 104, 80]);
    expect(at(346).map(({ id, width }) => `${id} ${width}`)).toEqual([
      'kind 36',
      'time 76',
      'event 130',
      'result 104',
    ]);
    expect(at(346)[0]?.cell('')).toBe('icon');
  });

  it('keep the result before the time, and a number where the time has no room', () => {
    expect(idsAt(345)).toEqual(['kind', 'number', 'event', 'result']);
    expect(idsAt(319)).toEqual(['kind', 'event', 'result']);
    expect(idsAt(345, '-time')).toEqual(['kind', 'number', 'time', 'event']);
  });

  it('never need more room than there is for what can be left out', () => {
    for (let roomPx = 166; roomPx < 800; roomPx += 1) {
      const shownHere = at(roomPx);
      expect(shownHere.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(roomPx);
    }
  });

  it('show what was asked for before what is only nice to have', () => {
    const asked = { widths: {}, hidden: [], shown: ['path'] };
    expect(idsAt(664, '', asked)).toEqual(['kind', 'time', 'event', 'result', 'path']);
    expect(idsAt(400, '', asked)).not.toContain('path');
  });

  it('take no notice of widths set by hand', () => {
    const layout = { widths: { event: 900 }, hidden: [] };
    expect(layoutIn(layout, 342).widths).toEqual({});
    expect(layoutIn(layout, 600)).toBe(layout);
  });
});

describe('the template of a row', () => {
  it('gives a column its roomy width once the others have theirs', () => {
    const columns = [
      column('number', 50),
      { ...column('from', 80), roomyWidth: 128 },
      { ...column('event', 130), isGrowing: true },
    ];
    expect(columnTemplate(columns, NO_LAYOUT)).toBe(
      '50px clamp(80px, 100% - 180px, 128px) minmax(130px, 1fr)',
    );
    expect(columnTemplate(columns, { widths: { event: 300, from: 60 }, hidden: [] })).toBe(
      '50px 60px 300px',
    );
  });
});
