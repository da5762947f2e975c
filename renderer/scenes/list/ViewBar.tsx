import { Bookmark } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import type { ListAddress } from './use-list-address.ts';

/** A link to a view that is not stored here: said, with the way on. */
export function MissingViewBar({ address }: { address: ListAddress }) {
  const { missingViewId } = address;
  if (missingViewId === null) {
    return null;
  }
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-2 border-b border-line bg-warn-tint px-3 py-0.5 text-table text-warn">
      <Bookmark size={14} strokeWidth={1.5} className="shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 break-words" role="status">
        View {missingViewId} is not stored here. It may have been deleted.
      </p>
      <Button look="quiet" className="h-6 text-warn" onClick={() => address.go({ view: null })}>
        Show all
      </Button>
    </div>
  );
}
