import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../components/Button.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import { countText } from '../../text/amount-text.ts';
import type { RowScreen } from './use-row-screen.ts';

interface BulkBarProps<R extends ListRow> {
  screen: RowScreen<R>;
  /** What can be done with them. */
  children: ReactNode;
}

/** How many rows are selected, what can be done with them, and how all are chosen that the filter matches. */
export function BulkBar<R extends ListRow>({ screen, children }: BulkBarProps<R>) {
  const { count } = screen.chosen;
  const { total } = screen.state;
  const isSelecting = screen.selection.isSelecting === true;
  if (count < 2 && !isSelecting) {
    return null;
  }
  return (
    <div
      ref={tellHeight}
      data-bulk-bar
      className="flex items-start gap-3 border-t border-line bg-panel px-3 py-1.5"
    >
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
        <span className="flex min-h-7 flex-wrap items-center gap-x-1.5">
          <span className="tabular text-body font-medium" role="status">
            {count === 0 ? 'Tap rows to select them.' : `${countText(count)} selected`}
          </span>
          {count > 0 && count < total && screen.selection.everything === undefined ? (
            <button
              type="button"
              className="min-h-6 rounded-control px-1 text-body text-accent underline"
              onClick={screen.selectAll}
            >
              Select all {countText(total)}
            </button>
          ) : null}
        </span>
        {count === 0 ? null : (
          <span className="flex flex-wrap items-center gap-1.5">{children}</span>
        )}
      </div>
      <IconButton label="Clear selection" icon={X} command="list.clear" onClick={screen.clear} />
    </div>
  );
}

/** A notice stands above the bar, however many lines that takes. */
function tellHeight(bar: HTMLElement | null) {
  const { style } = document.documentElement;
  const tell = () => style.setProperty('--bulk-bar-height', `${bar?.offsetHeight ?? 0}px`);
  const observer = new ResizeObserver(tell);
  if (bar) {
    observer.observe(bar);
  }
  return () => {
    observer.disconnect();
    style.removeProperty('--bulk-bar-height');
  };
}
