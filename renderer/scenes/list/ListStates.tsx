import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import { countText } from '../../text/amount-text.ts';
import { useFilterHints } from './use-filter-hints.ts';
import type { RowScreen } from './use-row-screen.ts';
import { useStoredCount } from './use-stored-count.ts';

interface ListStateProps<R extends ListRow> {
  screen: RowScreen<R>;
  noun: 'requests' | 'deliveries' | 'traces';
}

/** The filter matches nothing: how many there are without it or without one term, and the way back. */
export function FilterEmpty<R extends ListRow>({ screen, noun }: ListStateProps<R>) {
  const all = useStoredCount(noun);
  const hints = useFilterHints(noun, screen.state.filter);
  return (
    <EmptyState actions={<Button onClick={() => screen.filter.set('')}>Clear filter</Button>}>
      <span className="block">
        No match{all === undefined ? '' : ` among ${countText(all)} ${noun}`}.
      </span>
      {hints.map((hint) => (
        <span key={hint.token} className="mt-1 block">
          {countText(hint.total)}
          {hint.is_exact ? '' : '+'} {hint.total === 1 ? 'matches' : 'match'} without{' '}
          <code className="mono">{hint.token}</code>.{' '}
          <button
            type="button"
            className="min-h-6 rounded-control px-1 text-accent underline"
            aria-label={`Drop it: ${hint.token}`}
            onClick={() => screen.filter.set(hint.filter)}
          >
            Drop it
          </button>
        </span>
      ))}
    </EmptyState>
  );
}

export function ListFailure<R extends ListRow>({ screen, noun }: ListStateProps<R>) {
  return (
    <EmptyState actions={<Button onClick={screen.retry}>Try again</Button>}>
      The {noun} could not be loaded. {screen.state.error}
    </EmptyState>
  );
}

/** A selected row that the filter hides: its inspector stays. */
export function HiddenByFilter<R extends ListRow>({ screen }: { screen: RowScreen<R> }) {
  return (
    <p className="flex items-center gap-2 border-b border-line bg-info-tint px-3 py-1 text-table text-info">
      Hidden by the filter.
      <Button look="quiet" className="h-6" onClick={() => screen.filter.set('')}>
        Clear filter
      </Button>
    </p>
  );
}
