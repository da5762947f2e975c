import type { ReactNode } from 'react';
import { countText } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import { useBlockedBy } from '../../stores/use-workbench.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import type { RowScreen } from './use-row-screen.ts';

interface BulkBarProps<R extends ListRow> {
  screen: RowScreen<R>;
  /** What can be done with them. */
  children: ReactNode;
}

/** How many rows are selected, what can be done with them, and how all are chosen that the filter matches. */
export function BulkBar<R extends ListRow>({ screen, children }: BulkBarProps<R>) {
  const blockedBy = useBlockedBy();
  const { count } = screen.chosen;
  const { total } = screen.state;
  if (count < 2) {
    return null;
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-panel px-3 py-1.5">
      <span className="tabular text-body font-medium" role="status">
        {countText(count)} selected
      </span>
      {count < total && screen.selection.everything === undefined ? (
        <Button
          look="quiet"
          className="text-accent"
          blockedBy={blockedBy}
          onClick={screen.selectAll}
        >
          Select all {countText(total)}
        </Button>
      ) : null}
      {children}
      <CompareButton screen={screen} />
      <span className="flex-1" />
      <Button look="quiet" command="list.clear" onClick={screen.clear}>
        Clear selection
      </Button>
    </div>
  );
}
