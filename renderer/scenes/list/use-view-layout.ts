import { useCallback } from 'react';
import type { SavedView } from '../../../server/contract/saved-view.ts';
import type { ColumnLayout } from '../../stores/preferences.ts';
import { usePreference, useWorkbench } from '../../stores/use-workbench.ts';

interface Columns {
  columns: ColumnLayout;
  setColumns: (layout: ColumnLayout) => void;
}

/** A view brings its own columns; what is changed of them stays with the view in this window. */
export function useViewLayout(view: SavedView | null, own: Columns): Columns {
  const { preferences } = useWorkbench();
  const changed = usePreference('columns')[view?.id ?? ''];
  const viewId = view?.id;
  const setColumns = useCallback(
    (layout: ColumnLayout) => {
      if (viewId !== undefined) {
        const { columns } = preferences.store.getState();
        preferences.change({ columns: { ...columns, [viewId]: layout } });
      }
    },
    [preferences, viewId],
  );
  return view ? { columns: changed ?? layoutOf(view), setColumns } : own;
}

function layoutOf({ columns: { widths, hidden, shown } }: SavedView): ColumnLayout {
  return { widths, hidden, ...(shown ? { shown } : {}) };
}
