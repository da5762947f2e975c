import { ListFilter, X } from 'lucide-react';
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { parseFilter } from '../../../server/contract/filter.ts';
import { type FilteredList, isKeyOf } from '../../../server/contract/filter-keys.ts';
import { IconButton } from '../Button.tsx';
import { FilterChipButton } from './FilterChipButton.tsx';
import { FilterSuggestions } from './FilterSuggestions.tsx';
import {
  askedBy,
  type FilterValues,
  type Suggestion,
  suggestionsFor,
} from './filter-suggestions.ts';
import { chipsOf, isWholeToken, joinTokens, withoutToken } from './filter-tokens.ts';
import { useChipFocus } from './use-chip-focus.ts';
import { useFilterPreview } from './use-filter-preview.ts';

export interface FilterBarProps {
  label: string;
  list: FilteredList;
  /** The whole filter, faulty tokens included. */
  value: string;
  onChange: (value: string) => void;
  /** What the list shows for now, without being filtered by it; null: nothing but the filter. */
  onPreview: (filter: string | null) => void;
  values: FilterValues;
  handle?: Ref<{ focus(): void }>;
}

/** Typed tokens become chips on space; Backspace opens the last one again; nothing is dropped. */
export function FilterBar(props: FilterBarProps) {
  const { label, list, value, onChange, values, handle } = props;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(handle, () => ({ focus: () => input.current?.focus() }));
  const field = useFilterField({ list, value, onChange, values });
  useAskedValues(field.draft, field.isOpen, values);
  const { chips, suggestions, active } = field;
  useFilterPreview(value, suggestions[active], props.onPreview);
  const keepFocus = useChipFocus(input, chips, field.close);
  function take(suggestion: Suggestion): void {
    field.take(suggestion);
    input.current?.focus();
  }
  return (
    <search aria-label={label} className="relative min-w-0 flex-1 basis-72">
      <div className="flex min-h-8 flex-wrap items-center gap-1 rounded-control border border-edge bg-panel py-0.5 pr-8 pl-1.5 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent">
        <ListFilter size={16} strokeWidth={1.5} className="shrink-0 text-ink-3" aria-hidden />
        {chips.map((chip, index) => (
          <FilterChipButton
            key={chip.token}
            chip={chip}
            onRemove={() => {
              keepFocus(index);
              onChange(withoutToken(value, index));
            }}
          />
        ))}
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded={suggestions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
          placeholder={chips.length === 0 ? 'Filter: event:payment_* status:5xx sig:bad' : ''}
          value={field.draft}
          spellCheck={false}
          autoComplete="off"
          onFocus={field.open}
          onBlur={field.leave}
          onChange={(event) => field.type(event.target.value)}
          onKeyDown={(event) => onFilterKey(event, field)}
          className="mono h-6 min-w-12 flex-1 bg-transparent text-table text-ellipsis outline-none"
        />
        {value === '' ? null : (
          <IconButton
            label="Clear filter"
            icon={X}
            className="absolute top-1 right-1"
            onClick={() => {
              keepFocus(0);
              onChange('');
            }}
          />
        )}
      </div>
      <FilterSuggestions
        id={listId}
        {...{ suggestions, active }}
        note={values.note}
        onTake={take}
      />
      <FilterFaults
        chips={chips}
        strangers={strangersIn(value, list)}
        onReplace={(index, token) =>
          onChange(joinTokens(chips.map((chip, at) => (at === index ? token : chip.token))))
        }
      />
    </search>
  );
}

interface Picked {
  index: number;
  /** Values that come a moment later move the others, never the choice. */
  token: string | null;
}
const NOTHING_PICKED: Picked = { index: -1, token: null };

function indexOfPicked({ index, token }: Picked, suggestions: readonly Suggestion[]): number {
  const found = token === null ? -1 : suggestions.findIndex((one) => one.token === token);
  return found >= 0 ? found : Math.min(index, suggestions.length - 1);
}

/** Asks for the values of the key that is being typed, and for none once nobody types. */
function useAskedValues(draft: string, isOpen: boolean, { ask }: FilterValues): void {
  const asked = isOpen ? askedBy(draft) : null;
  const key = asked?.key ?? null;
  const text = asked?.text ?? '';
  useEffect(() => ask(key, text), [ask, key, text]);
}

type FilterField = ReturnType<typeof useFilterField>;

/** What is being typed, beside the tokens that are chips already. */
function useFilterField({
  list,
  value,
  onChange,
  values,
}: Pick<FilterBarProps, 'list' | 'value' | 'onChange' | 'values'>) {
  const [draft, setDraft] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [picked, setPicked] = useState(NOTHING_PICKED);
  const chips = chipsOf(value);
  const suggestions = isOpen ? suggestionsFor(draft, values.of, (key) => isKeyOf(list, key)) : [];
  function type(text: string): void {
    setDraft(text);
    setOpen(true);
    setPicked(NOTHING_PICKED);
  }
  function commit(token: string): void {
    onChange(joinTokens([value, token.trim()]));
    setDraft('');
    setPicked(NOTHING_PICKED);
  }
  return {
    draft,
    isOpen,
    chips,
    suggestions,
    active: indexOfPicked(picked, suggestions),
    type,
    commit,
    pick: (index: number) => setPicked({ index, token: suggestions[index]?.token ?? null }),
    open: () => setOpen(true),
    close: () => setOpen(false),
    take(suggestion: Suggestion) {
      if (suggestion.isKey) {
        type(suggestion.token);
      } else {
        commit(suggestion.token);
      }
    },
    leave() {
      setOpen(false);
      if (isWholeToken(draft)) {
        commit(draft);
      }
    },
    reopenLast() {
      type(chips.at(-1)?.token ?? '');
      onChange(withoutToken(value, chips.length - 1));
    },
  };
}

interface FilterFaultsProps {
  /** Terms that say nothing of these rows. */
  strangers: readonly string[];
  chips: ReturnType<typeof chipsOf>;
  onReplace: (index: number, token: string) => void;
}

/** What is wrong with a token, and the way out. The rows of the last valid filter stay. */
function FilterFaults({ chips, strangers, onReplace }: FilterFaultsProps) {
  const faulty = chips.flatMap((chip, index) => (chip.error ? [{ ...chip.error, index }] : []));
  return (
    <div role="status">
      {strangers.map((text) => (
        <p key={text} className="pt-1 text-table text-warn">
          {text}
        </p>
      ))}
      {faulty.map(({ token, message, suggestion, index }) => (
        <p key={token} className="flex flex-wrap items-center gap-x-2 pt-1 text-table text-fail">
          {message.replaceAll('`', '')}
          {suggestion === null ? null : (
            <button
              type="button"
              className="mono -mx-1 min-h-6 rounded-control px-1 text-accent underline"
              onClick={() => onReplace(index, suggestion)}
            >
              Use {suggestion}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

function strangersIn(value: string, list: FilteredList): string[] {
  const other = list === 'requests' ? 'Deliveries' : 'the Inbox';
  return parseFilter(value)
    .terms.filter(({ key, isNegated }) => !isNegated && !isKeyOf(list, key))
    .map(({ token, key }) => `${token} matches none: ${list} have no ${key}. Try it in ${other}.`);
}

type FilterKeyHandler = (field: FilterField) => boolean;

/** Each answers whether it took the key. */
const FILTER_KEY_HANDLERS: Record<string, FilterKeyHandler> = {
  ArrowDown: ({ active, suggestions, pick }) => {
    // Values may be on their way: the first of them is what is meant.
    pick(Math.min(Math.max(0, suggestions.length - 1), active + 1));
    return true;
  },
  ArrowUp: ({ active, pick }) => {
    pick(Math.max(-1, active - 1));
    return true;
  },
  Enter: takeOrCommit,
  Tab: ({ active, suggestions, take }) => {
    const suggestion = suggestions[active];
    if (suggestion === undefined) {
      return false;
    }
    take(suggestion);
    return true;
  },
  ' ': ({ draft, commit }) => {
    if (isWholeToken(draft)) {
      commit(draft);
    }
    return isWholeToken(draft) || draft === '';
  },
  Backspace: ({ draft, reopenLast }) => {
    if (draft === '') {
      reopenLast();
    }
    return draft === '';
  },
  Escape: ({ close }) => {
    close();
    return true;
  },
};

function takeOrCommit({ draft, active, suggestions, take, commit }: FilterField): boolean {
  const suggestion = suggestions[active];
  if (suggestion) {
    take(suggestion);
  } else if (draft.trim() !== '') {
    commit(draft);
  }
  return true;
}

function onFilterKey(event: KeyboardEvent, field: FilterField): void {
  if (FILTER_KEY_HANDLERS[event.key]?.(field)) {
    event.preventDefault();
  }
}
