import { burstOfEvent } from '../../contract/burst.ts';
import { type FilterTerm, filterMatchOf, type ParsedFilter } from '../../contract/filter.ts';
import type { CaptureRecord } from '../records.ts';
import { compileTerms } from './compile-terms.ts';
import type { ByRow, CompiledFilter } from './content.ts';
import { momentMatcher, numberMatcher, textMatcher, wordsOf } from './matchers.ts';

/** A capture with the name of the rule that answered it. */
export type FilteredCapture = CaptureRecord & { readonly ruleName: string | null };

type Row = FilteredCapture;

/** What `sig:` calls the verdicts. */
export const VERDICT_WORDS: Record<Row['verdict'], string> = {
  valid: 'ok',
  invalid: 'bad',
  stale: 'stale',
  missing: 'missing',
  unchecked: 'unchecked',
};

/** A filter as it applies to captures. A key that captures do not have fits none of them. */
export function compileCaptureFilter(
  filter: ParsedFilter | undefined,
  nowMs: number,
): CompiledFilter<Row> {
  const rowTestOf = (term: FilterTerm) => textTestOf(term) ?? numberTestOf(term, nowMs);
  return compileTerms(filter, { byRowOf, rowTestOf });
}

/** What the row says of a term whose rest stands in headers or body. */
function byRowOf(term: FilterTerm): ByRow<Row> {
  if (term.key === 'text') {
    const matches = textMatcher(term.values, 'part');
    return (row) => (matches(row.target) ? true : undefined);
  }
  return (row) => (term.key === 'body' && row.sizeBytes === 0 ? false : undefined);
}

function textTestOf(term: FilterTerm): ((row: Row) => boolean) | undefined {
  const matches = textMatcher(term.values, filterMatchOf(term));
  switch (term.key) {
    case 'event':
      return (row) => matches(row.eventType);
    case 'method':
      return (row) => matches(row.method);
    case 'path':
      return (row) => matches(row.target);
    case 'dialect':
      return (row) => matches(row.dialect);
    case 'from':
      return (row) => matches(row.from);
    case 'rule':
      return (row) => matches(row.ruleId) || matches(row.ruleName);
    case 'id':
      return (row) => matches(row.id) || matches(row.deliveryKey) || matches(String(row.number));
    case 'trace':
      return (row) => matches(row.deliveryKey);
    default:
      return undefined;
  }
}

function numberTestOf(term: FilterTerm, nowMs: number): ((row: Row) => boolean) | undefined {
  switch (term.key) {
    case 'status': {
      const matches = numberMatcher(term.values);
      const takesCut = wordsOf(term.values).has('cut');
      return (row) => (row.status === null ? takesCut : matches(row.status));
    }
    case 'dur': {
      const matches = numberMatcher(term.values);
      return (row) => matches(row.durationMs);
    }
    case 'size': {
      const matches = numberMatcher(term.values);
      return (row) => matches(row.sizeBytes);
    }
    case 'since':
    case 'until': {
      const matches = momentMatcher(term.key, term.values, nowMs);
      return (row) => matches(row.receivedAtMs);
    }
    case 'sig': {
      const words = wordsOf(term.values);
      return (row) => words.has(VERDICT_WORDS[row.verdict]);
    }
    case 'is': {
      const words = [...wordsOf(term.values)];
      return (row) => words.some((word) => isMarked(row, word));
    }
    default:
      return undefined;
  }
}

function isMarked(row: Row, word: string): boolean {
  switch (word) {
    case 'replay':
      return row.isReplay;
    case 'duplicate':
      return row.isDuplicate;
    case 'starred':
      return row.isStarred;
    case 'forwarded':
      return row.isForwarded;
    case 'unseen':
      return row.isUnseen;
    case 'cut':
      return row.isCut;
    case 'burst':
      return burstOfEvent(row.deliveryKey) !== null;
    default:
      return false;
  }
}
