import { type ParsedFilter, parseFilter } from '../contract/filter.ts';
import { AppError } from '../core/errors.ts';

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
