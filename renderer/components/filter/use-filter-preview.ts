import { useEffect } from 'react';
import type { Suggestion } from './filter-suggestions.ts';
import { joinTokens } from './filter-tokens.ts';

/** Long enough for a held arrow key to pass over what nobody wants to see. */
const PREVIEW_AFTER_MS = 120;

/** The list shows what the highlighted suggestion would leave, until it is taken or left. */
export function useFilterPreview(
  value: string,
  highlighted: Suggestion | undefined,
  onPreview: (filter: string | null) => void,
): void {
  const token = highlighted?.isKey === false ? highlighted.token : null;
  useEffect(() => {
    if (token === null) {
      return;
    }
    const timer = setTimeout(() => onPreview(joinTokens([value, token])), PREVIEW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      onPreview(null);
    };
  }, [value, token, onPreview]);
}
