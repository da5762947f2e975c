import { describe, expect, it } from 'vitest';
import {
  columnTemplate,
  type GridColumn,
  NO_LAYOUT,
  shownColumns,
} from '../../../../renderer/components/grid-columns.ts';

const column = (id: string, width: number, isWideOnly = false): GridColumn<string> => ({
  id,
  title: id,
  width,
  isWideOnly,
  sort: id,
  cell: (row) => row,
});
const COLUMNS = [
  column('number', 50, true),
  column('event', 130),
  column('answer', 60, true),
  column('size', 80, true),
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
