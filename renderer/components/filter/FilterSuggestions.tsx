import { countText } from '../../text/amount-text.ts';
import type { Suggestion } from './filter-suggestions.ts';

interface FilterSuggestionsProps {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onTake: (suggestion: Suggestion) => void;
}

/** The list under the filter field: the field keeps focus and names the active one. */
export function FilterSuggestions({ id, suggestions, active, onTake }: FilterSuggestionsProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      hidden={suggestions.length === 0}
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-80 max-w-140 overflow-y-auto rounded-card border border-line bg-panel p-1 shadow-float"
    >
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
          className="flex min-h-7 items-center gap-3 rounded-control px-2 text-table hover:bg-raised aria-selected:bg-selected"
        >
          <span className="mono">{suggestion.token}</span>
          <span className="min-w-0 flex-1 truncate text-ink-3">{suggestion.text}</span>
          {suggestion.count === null ? null : (
            <span className="tabular text-ink-3">{countText(suggestion.count)}</span>
          )}
        </div>
      ))}
    </div>
  );
}
