import { describe, expect, it } from 'vitest';
import {
  countWaiting,
  missingBelowRuns,
  pauseAt,
  shownLines,
} from '../../../../renderer/scenes/list/shown-lines.ts';
import { emptyState, type RowListState } from '../../../../renderer/stores/row-merge.ts';
import type { BurstId } from '../../../../server/contract/ids.ts';
import type { RunRow } from '../../../../server/contract/page.ts';

interface Row {
  id: string;
  number: number;
}

const RUN = 'bst_aaaaaaaa' as BurstId;

/** A lone row, a burst from number 2 on whose rows `children` are loaded, and the row before it. */
function stateOf(children: number[], count: number, top: number[] = []) {
  const lone = [...top, 1];
  const rows = new Map([...lone, ...children].map((number) => [`r${number}`, rowOf(number)]));
  const ids = [...top.map((number) => `r${number}`), RUN, 'r1'];
  const childIds = children.map((number) => `r${number}`);
  const run: RunRow = {
    id: RUN,
    number: 2,
    event_type: null,
    count,
    good: count,
    bad: 0,
    open: 0,
    cancelled: 0,
    first_at: '',
    last_at: '',
  };
  const state: RowListState<Row> = {
    ...emptyState<Row>(),
    sort: '',
    ids,
    shownIds: [...top.map((number) => `r${number}`), RUN, ...childIds, 'r1'],
    rows,
    runs: new Map([[RUN, run]]),
    openRuns: new Set<string>([RUN]),
    total: count + lone.length,
    filter: '',
  };
  const list = {
    childrenOf: () => childIds,
    rowOf: (id: string): Row | undefined => rows.get(id),
  };
  return { state, list };
}
const rowOf = (number: number): Row => ({ id: `r${number}`, number });

describe('a paused view with an open burst that goes on', () => {
  it('shows nothing that came since, neither lines nor rows of the burst', () => {
    const before = stateOf([4, 3, 2], 3);
    const paused = pauseAt(before.state, before.list);
    expect(paused).toEqual({ number: 4, total: 4, filter: '' });
    const after = stateOf([7, 5, 4, 3, 2], 5, [6]);
    expect(shownLines(after.state, after.list, { hidden: 1, paused })).toEqual([
      RUN,
      'r4',
      'r3',
      'r2',
      'r1',
    ]);
    // Two of the burst and one row of its own.
    expect(countWaiting(after.state, paused, 1)).toBe(3);
    expect(shownLines(after.state, after.list, { hidden: 0, paused: null })).toEqual(
      after.state.shownIds,
    );
  });

  it('knows rows of the burst that are not loaded by their number', () => {
    const { state, list } = stateOf([], 50);
    expect(pauseAt(state, list).number).toBe(51);
  });

  it('counts only lines once another filter decides what there is', () => {
    const { state } = stateOf([4, 3, 2], 3);
    expect(countWaiting(state, { number: 1, total: 0, filter: 'other' }, 2)).toBe(2);
  });
});

describe('places below a burst of which some rows are loaded', () => {
  it('are those in the whole list', () => {
    const { state } = stateOf([101, 100, 99], 100);
    const missing = missingBelowRuns(state.shownIds, state);
    expect([0, 1, 3, 4].map(missing)).toEqual([0, 0, 0, 97]);
  });
});
