import { countText } from '../../text/amount-text.ts';
import type { Suggestion } from './filter-suggestions.ts';

interface FilterSuggestionsProps {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  /** What the counts are counts of. */
  note: string | null;
  onTake: (suggestion: Suggestion) => void;
}

/** The list under the filter field: the field keeps focus and names the active one. */
export function FilterSuggestions({
  id,
  suggestions,
  active,
  note,
  onTake,
}: FilterSuggestionsProps) {
  return (
    <div
      hidden={suggestions.length === 0}
      className="absolute inset-x-0 top-full z-30 mt-1 max-w-140 rounded-card border border-line bg-panel p-1 shadow-float"
    >
      <div id={id} role="listbox" aria-label="Suggestions" className="max-h-80 overflow-y-auto">
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.token}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              onTake(suggestion);
            }}
            className="flex min-h-7 items-center gap-3 rounded-control px-2 text-table max-sm:py-1 hover:bg-raised aria-selected:bg-selected"
          >
            <span className="mono">{suggestion.token}</span>
            <span className="min-w-0 flex-1 truncate text-ink-3 max-sm:whitespace-normal">
              {suggestion.text}
            </span>
            {suggestion.count === null ? null : (
              <span className="tabular text-ink-3">{countText(suggestion.count)}</span>
            )}
          </div>
        ))}
      </div>
      {note === null ? null : (
        <p className="tabular border-t border-line px-2 pt-1.5 pb-1 text-table text-ink-3">
          {note}
        </p>
      )}
    </div>
  );
}
