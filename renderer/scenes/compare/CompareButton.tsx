import { GitCompare } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button } from '../../components/Button.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { compareSelected } from './compare-selected.ts';

/** Of exactly two selected rows; the key belongs to the screen, so that it can say so too. */
export function CompareButton<R extends ListRow>({ screen }: { screen: RowScreen<R> }) {
  const { notices } = useWorkbench();
  const [, navigate] = useLocation();
  const isTwo = screen.selection.selectedIds.size === 2;
  return (
    <Button
      icon={GitCompare}
      command="compare"
      blockedBy={isTwo ? undefined : 'Select exactly two rows.'}
      onClick={() => compareSelected(screen, notices, navigate)}
    >
      Compare
    </Button>
  );
}
