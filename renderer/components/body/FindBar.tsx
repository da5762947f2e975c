import { ChevronDown, ChevronUp } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useMemo } from 'react';
import { countText } from '../../text/amount-text.ts';
import { IconButton } from '../Button.tsx';

export interface FindState {
  needle: string;
  /** Where in the text the current match starts. */
  offset: number | null;
}

export interface FindBarProps {
  text: string;
  state: FindState;
  onChange: (state: FindState) => void;
}

const MAX_MATCHES = 10_000;

/** Find in a body: counts all places, steps through them with ⏎ and ⇧⏎. */
export function FindBar({ text, state, onChange }: FindBarProps) {
  const needle = useDeferredValue(state.needle);
  const matches = useMemo(() => matchesOf(text, needle), [text, needle]);
  const index = state.offset === null ? -1 : matches.indexOf(state.offset);
  function step(by: number): void {
    if (matches.length > 0) {
      const next = (index + by + matches.length) % matches.length;
      onChange({ ...state, offset: matches[next] ?? null });
    }
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && state.needle !== '') {
      event.preventDefault();
      onChange({ needle: '', offset: null });
    }
  }
  return (
    <div className="flex h-8 shrink-0 items-center gap-1 border-b border-line px-2">
      <input
        type="search"
        aria-label="Find in the body"
        placeholder="Find"
        value={state.needle}
        onKeyDown={onKeyDown}
        onChange={(event) => onChange({ needle: event.target.value, offset: null })}
        data-find-in-body
        className="ring-inside h-6 w-40 min-w-0 rounded-control bg-transparent px-1.5 text-table"
      />
      {state.needle === '' ? null : (
        <>
          <span className="tabular text-caption text-ink-3" role="status">
            {index >= 0 ? `${countText(index + 1)} of ` : ''}
            {countText(matches.length)}
            {matches.length === MAX_MATCHES ? '+' : ''}
          </span>
          <IconButton label="Previous match" icon={ChevronUp} onClick={() => step(-1)} />
          <IconButton label="Next match" icon={ChevronDown} onClick={() => step(1)} />
        </>
      )}
    </div>
  );
}

function matchesOf(text: string, needle: string): number[] {
  if (needle === '') {
    return [];
  }
  const haystack = text.toLowerCase();
  const wanted = needle.toLowerCase();
  const found: number[] = [];
  let position = haystack.indexOf(wanted);
  while (position >= 0 && found.length < MAX_MATCHES) {
    found.push(position);
    position = haystack.indexOf(wanted, position + wanted.length);
  }
  return found;
}
