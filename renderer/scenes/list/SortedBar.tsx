import { ArrowDownUp } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { type GridColumn, sortText } from '../../components/grid-columns.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import { countText } from '../../text/amount-text.ts';
import type { RowScreen } from './use-row-screen.ts';

interface SortedBarProps<R extends ListRow> {
  screen: RowScreen<R>;
  columns: readonly GridColumn<R>[];
}

/** A sorted list stands still: it says so, how much has come since, and the way back. */
export function SortedBar<R extends ListRow>({ screen, columns }: SortedBarProps<R>) {
  if (!screen.isSorted) {
    return null;
  }
  const { arrived } = screen;
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-2 border-b border-line bg-info-tint px-3 py-0.5 text-table text-info">
      <ArrowDownUp size={14} strokeWidth={1.5} className="shrink-0" aria-hidden />
      <p className="min-w-0 flex-1" role="status">
        Sorted by {sortText(columns, screen.sort)}, not live.
        {arrived > 0 ? ` ${countText(arrived)} new since.` : ''}
      </p>
      {arrived > 0 ? (
        <Button look="quiet" className="h-6 text-info" onClick={screen.reload}>
          Sort again
        </Button>
      ) : null}
      <Button look="quiet" className="h-6 text-info" command="list.live" onClick={screen.goLive}>
        Back to Live
      </Button>
    </div>
  );
}
