import { useCallback, useMemo } from 'react';
import { NO_LAYOUT } from '../../components/grid-columns.ts';
import { clampShare } from '../../components/SplitPane.tsx';
import type { ColumnLayout } from '../../stores/preferences.ts';
import { useCommands, usePreference, useWorkbench } from '../../stores/use-workbench.ts';

const DEFAULT_SHARE = 0.5;
const SHARE_STEP = 0.1;

/** What a list screen remembers of its looks. */
export function useLayout(screenName: string, defaultShare = DEFAULT_SHARE) {
  const { preferences } = useWorkbench();
  const columns = usePreference('columns')[screenName] ?? NO_LAYOUT;
  const share = usePreference('splits')[screenName] ?? defaultShare;
  const isTurned = usePreference('isSplitStacked')[screenName] ?? false;
  const setColumns = useCallback(
    (layout: ColumnLayout) =>
      preferences.change({
        columns: { ...preferences.store.getState().columns, [screenName]: layout },
      }),
    [preferences, screenName],
  );
  const setShare = useCallback(
    (next: number) =>
      preferences.change({
        splits: { ...preferences.store.getState().splits, [screenName]: next },
      }),
    [preferences, screenName],
  );
  const turn = useCallback(() => {
    const { isSplitStacked } = preferences.store.getState();
    preferences.change({
      isSplitStacked: { ...isSplitStacked, [screenName]: !isSplitStacked[screenName] },
    });
  }, [preferences, screenName]);
  useSplitCommands(share, setShare, turn);
  return { columns, setColumns, share, setShare, isTurned, turn };
}

/** The splitter without dragging it, wherever focus is. */
function useSplitCommands(
  share: number,
  setShare: (share: number) => void,
  turn: () => void,
): void {
  const commands = useMemo(
    () => [
      { id: 'list.turn' as const, run: turn },
      { id: 'list.wider' as const, run: () => setShare(clampShare(share + SHARE_STEP)) },
      { id: 'list.narrower' as const, run: () => setShare(clampShare(share - SHARE_STEP)) },
    ],
    [share, setShare, turn],
  );
  useCommands(commands);
}
