import {
  type FilterTerm,
  matchesFilterPattern,
  type ParsedFilter,
  parseFilter,
} from '../contract/filter.ts';
import { AppError } from '../core/errors.ts';
import type { SubscriptionRecord } from '../core/records.ts';

/** Reads a filter of the user; throws AppError `invalid_filter` that names the first token at fault. */
export function readFilter(text: string | undefined): ParsedFilter | undefined {
  if (text === undefined || text.trim() === '') {
    return undefined;
  }
  const filter = parseFilter(text);
  const [fault] = filter.errors;
  if (fault) {
    throw new AppError(
      'invalid_filter',
      `filter: ${fault.message}`,
      filter.errors.map(({ message }) => ({ path: 'filter', message })),
    );
  }
  return filter;
}

/** Deliveries know subscriptions by id: `sub:` takes their names too. */
export function withSubscriptionNames(
  filter: ParsedFilter | undefined,
  subscriptions: readonly Pick<SubscriptionRecord, 'id' | 'name'>[],
): ParsedFilter | undefined {
  if (!filter?.terms.some((term) => term.key === 'sub')) {
    return filter;
  }
  return { ...filter, terms: filter.terms.map((term) => withIds(term, subscriptions)) };
}

function withIds(
  term: FilterTerm,
  subscriptions: readonly Pick<SubscriptionRecord, 'id' | 'name'>[],
): FilterTerm {
  if (term.key !== 'sub') {
    return term;
  }
  const named = subscriptions.filter(({ name }) =>
    term.values.some(
      (value) => value.kind === 'pattern' && matchesFilterPattern(value, name, 'part'),
    ),
  );
  const ids = named.map(({ id }) => ({
    kind: 'pattern' as const,
    text: id as string,
    hasWildcard: false,
  }));
  return { ...term, values: [...term.values, ...ids] };
}
