import { useCallback } from 'react';
import { NO_LAYOUT } from '../../components/grid-columns.ts';
import type { ColumnLayout } from '../../stores/preferences.ts';
import { usePreference, useWorkbench } from '../../stores/use-workbench.ts';

const DEFAULT_SHARE = 0.5;

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
  return { columns, setColumns, share, setShare, isTurned, turn };
}
