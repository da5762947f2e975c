import { type FilterTerm, filterMatchOf } from '../../contract/filter.ts';
import type { FilterValue } from '../../contract/filter-values.ts';
import type { RawHeaders } from '../../contract/text.ts';
import { type MemberHint, memberHint } from './json-glance.ts';
import { jsonValueTest } from './json-value.ts';
import { textMatcher } from './matchers.ts';

/** What a filter looks at beyond the row of a list. */
export interface FilterContent {
  readonly headers: RawHeaders;
  readonly bodyText: string;
}

/** A term that the row alone may not decide. */
export interface ContentTest<Row> {
  /** Equal for equal terms: what an earlier look found may be kept under it. */
  readonly key: string;
  /** What it was made of: plain data, for another thread to make it again. */
  readonly term: FilterTerm;
  readonly kind: 'text' | 'header' | 'body' | 'json';
  /** A row fits the filter where it fits the term and this is false, or the other way round. */
  readonly isNegated: boolean;
  /** What the row alone says; undefined where the content has to be read. Without the negation. */
  byRow(row: Row): boolean | undefined;
  /** Without the negation. */
  byContent(content: FilterContent): boolean;
  /** A quick look at the body's bytes: false is certain, true is not; undefined where there is none. */
  readonly mayFitBody: ((bodyBytes: Uint8Array) => boolean) | undefined;
  /** What the value at a JSON path may be, where `needles` are no more than the name of the member. */
  readonly hint: MemberHint | undefined;
  /**
   * Texts of which at least one stands in the content of every row that fits, without regard to
   * case; undefined where there is no such list. `isProof`: their presence in a header line or the
   * body is all that the term asks for.
   */
  readonly needles: { readonly texts: readonly string[]; readonly isProof: boolean } | undefined;
}

/** A filter, taken apart: what the row decides, and what needs headers or body. */
export interface CompiledFilter<Row> {
  /** Undefined where every row matches as far as rows go. */
  readonly matchesRow: ((row: Row) => boolean) | undefined;
  readonly contentTests: readonly ContentTest<Row>[];
}

export type ByRow<Row> = (row: Row) => boolean | undefined;

/** The test of a term on headers or body; undefined for any other term. */
export function contentTest<Row>(
  term: FilterTerm,
  byRow: ByRow<Row>,
): ContentTest<Row> | undefined {
  const kind = kindOf(term);
  if (kind === undefined) {
    return undefined;
  }
  const isNamed = kind === 'json' && !areAllWords(term);
  const json = kind === 'json' ? jsonValueTest(term.name ?? '$', term.values) : undefined;
  return {
    term,
    key: `${kind} ${term.name ?? ''} ${JSON.stringify(term.values)}`,
    kind,
    isNegated: term.isNegated,
    byRow,
    byContent: json ? ({ bodyText }) => json.fits(bodyText) : byContentOf(kind, term),
    mayFitBody: json?.mayFit,
    hint: isNamed ? memberHint(term.name ?? '$', term.values) : undefined,
    needles: kind === 'json' ? jsonNeedles(term) : needlesOf(kind, term.values),
  };
}

function kindOf(term: FilterTerm): ContentTest<unknown>['kind'] | undefined {
  switch (term.key) {
    case 'text':
    case 'header':
      return term.key;
    case 'body':
      return term.name === null ? 'body' : 'json';
    default:
      return undefined;
  }
}

function byContentOf(
  kind: ContentTest<unknown>['kind'],
  term: FilterTerm,
): (content: FilterContent) => boolean {
  const matches = textMatcher(term.values, filterMatchOf(term));
  switch (kind) {
    case 'text':
      return ({ headers, bodyText }) =>
        matches(bodyText) || headers.some(([name, value]) => matches(`${name}: ${value}`));
    case 'header':
      return ({ headers }) =>
        headers.some(([name, value]) => name.toLowerCase() === term.name && matches(value));
    case 'body':
    case 'json':
      return ({ bodyText }) => matches(bodyText);
    default:
      return kind satisfies never;
  }
}

function needlesOf(
  kind: 'text' | 'header' | 'body',
  values: readonly FilterValue[],
): ContentTest<unknown>['needles'] {
  const texts: string[] = [];
  let isProof = kind !== 'header';
  for (const value of values) {
    const text = value.kind === 'pattern' ? value.text : '';
    const anchor = longestAsciiRun(text);
    if (anchor === '') {
      return undefined;
    }
    isProof &&= anchor === text;
    texts.push(anchor.toLowerCase());
  }
  return { texts, isProof };
}

/**
 * A string value stands in the body as it is, if it holds nothing that JSON escapes; a number may be
 * written in several ways, so there the name of the member has to do. Names and values written with
 * escapes where none is needed (`\u0061`) are not found.
 */
function jsonNeedles(term: FilterTerm): ContentTest<unknown>['needles'] {
  if (areAllWords(term)) {
    return { texts: anchorsOf(term).map((anchor) => anchor.toLowerCase()), isProof: false };
  }
  const name = /(?:\.|\[['"])([A-Za-z_]\w*)(?:['"]\])?$/.exec(term.name ?? '')?.[1];
  return name === undefined ? undefined : { texts: [name.toLowerCase()], isProof: false };
}

function areAllWords(term: FilterTerm): boolean {
  return anchorsOf(term).every((anchor) => /^[A-Za-z]{2}[\w .:-]*$/.test(anchor));
}

function anchorsOf({ values }: FilterTerm): string[] {
  return values.map((value) => (value.kind === 'pattern' ? longestAsciiRun(value.text) : ''));
}

/** Beyond ASCII, upper and lower case differ in more than one byte: such parts are not looked for. */
function longestAsciiRun(text: string): string {
  let longest = '';
  for (const run of text.split(/[^\x20-\x7e]|\*/)) {
    longest = run.length > longest.length ? run : longest;
  }
  return longest;
}
