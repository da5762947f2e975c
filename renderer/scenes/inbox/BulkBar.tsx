import { Trash2 } from 'lucide-react';
import type { Capture } from '../../../server/contract/capture.ts';
import { countText } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import { useBlockedBy } from '../../stores/use-workbench.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import type { RowScreen } from '../list/use-row-screen.ts';
import type { CaptureActs } from './use-capture-acts.ts';

/** What can be done with several rows at once. */
export function BulkBar({ screen, acts }: { screen: RowScreen<Capture>; acts: CaptureActs }) {
  const blockedBy = useBlockedBy();
  const ids = [...screen.selection.selectedIds];
  if (ids.length < 2) {
    return null;
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-panel px-3 py-1.5">
      <span className="tabular text-body font-medium" role="status">
        {countText(ids.length)} selected
      </span>
      <Button icon={Trash2} command="delete" blockedBy={blockedBy} onClick={() => acts.remove(ids)}>
        Delete
      </Button>
      <CompareButton screen={screen} />
      <Button look="quiet" keys="escape" onClick={screen.clear}>
        Clear selection
      </Button>
    </div>
  );
}
