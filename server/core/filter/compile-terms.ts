import type { FilterTerm, ParsedFilter } from '../../contract/filter.ts';
import { type ByRow, type CompiledFilter, type ContentTest, contentTest } from './content.ts';

/** How the terms of a filter apply to the rows of one list. */
export interface RowTerms<Row> {
  /** What the row says of a term whose rest stands in headers or body. */
  byRowOf(term: FilterTerm): ByRow<Row>;
  /** The test of any other term; undefined for a key that such rows do not have: it fits none. */
  rowTestOf(term: FilterTerm): ((row: Row) => boolean) | undefined;
}

/** A filter as it applies to the rows of one list, term by term. */
export function compileTerms<Row>(
  filter: ParsedFilter | undefined,
  { byRowOf, rowTestOf }: RowTerms<Row>,
): CompiledFilter<Row> {
  const rowTests: ((row: Row) => boolean)[] = [];
  const contentTests: ContentTest<Row>[] = [];
  for (const term of filter?.terms ?? []) {
    const content = contentTest(term, byRowOf(term));
    if (content) {
      contentTests.push(content);
    } else {
      const fits = rowTestOf(term) ?? (() => false);
      rowTests.push(term.isNegated ? (row) => !fits(row) : fits);
    }
  }
  const matchesRow =
    rowTests.length === 0 ? undefined : (row: Row) => rowTests.every((test) => test(row));
  return { matchesRow, contentTests };
}
