import type { FilterTerm } from '../contract/filter.ts';
import type { ListRequest } from '../core/list-order.ts';
import type { readFilter } from './read-filter.ts';

/** Rows of a list that are counted one by one, where the list itself cannot say how many there are. */
const COUNTED_ROWS = 200;

export interface FilterHint {
  readonly token: string;
  /** The filter without that term. */
  readonly filter: string;
  readonly total: number;
  readonly isExact: boolean;
}

type CountRows = (request: ListRequest) => Promise<{
  readonly items: readonly unknown[];
  readonly next: string | null;
  readonly total: number;
}>;

/**
 * Which single terms of a filter keep everything out: what it matches without each of them. Fewest
 * rows first: the closest to what was asked for. `isCounted`: the list's total is an estimate.
 */
export async function filterHints(
  list: CountRows,
  filterText: string,
  { isCounted, filterOf }: { isCounted: boolean; filterOf: typeof readFilter },
): Promise<readonly FilterHint[]> {
  const terms = filterOf(filterText)?.terms ?? [];
  const hints = await Promise.all(
    terms.map(async (term) => {
      const others = terms.filter((other) => other !== term);
      const filter = { terms: others, errors: [] };
      const page = await list({ limit: isCounted ? COUNTED_ROWS : 1, filter });
      return {
        token: term.token,
        filter: tokensOf(others),
        total: isCounted ? page.items.length : page.total,
        isExact: !isCounted || page.next === null,
      };
    }),
  );
  return hints.filter((hint) => hint.total > 0).sort((a, b) => a.total - b.total);
}

function tokensOf(terms: readonly FilterTerm[]): string {
  return terms.map((term) => term.token).join(' ');
}
