import { type FilterError, parseFilter } from '../../../server/contract/filter.ts';

export interface FilterChip {
  token: string;
  error: FilterError | null;
}

/** The filter cut into its tokens, in the order in which they were typed. */
export function chipsOf(text: string): FilterChip[] {
  const { terms, errors } = parseFilter(text);
  return [
    ...terms.map((term) => ({ start: term.start, token: term.token, error: null })),
    ...errors.map((error) => ({ start: error.start, token: error.token, error })),
  ]
    .sort((a, b) => a.start - b.start)
    .map(({ token, error }) => ({ token, error }));
}

export function joinTokens(tokens: readonly string[]): string {
  return tokens.filter((token) => token !== '').join(' ');
}

/** The filter without one of its tokens. */
export function withoutToken(text: string, index: number): string {
  return joinTokens(chipsOf(text).flatMap((chip, at) => (at === index ? [] : [chip.token])));
}

/** The filter with a token more; one that is there already is not doubled. */
export function withToken(text: string, token: string): string {
  const tokens = chipsOf(text).map((chip) => chip.token);
  return tokens.includes(token) ? text : joinTokens([...tokens, token]);
}

/** Whether what is being typed is a whole token: outside of quotes. */
export function isWholeToken(draft: string): boolean {
  const quotes = draft.replace(/\\./g, '').split('"').length - 1;
  return draft.trim() !== '' && quotes % 2 === 0;
}
