import { type FilterTerm, filterMatchOf, type ParsedFilter } from '../../contract/filter.ts';
import type { DeliveryRecord, EventOrigin } from '../records.ts';
import { compileTerms } from './compile-terms.ts';
import type { ByRow, CompiledFilter } from './content.ts';
import { momentMatcher, numberMatcher, textMatcher, wordsOf } from './matchers.ts';

/** A delivery with what a filter asks of its event. */
export type FilteredDelivery = Pick<
  DeliveryRecord,
  | 'id'
  | 'number'
  | 'eventId'
  | 'eventType'
  | 'subscriptionId'
  | 'url'
  | 'state'
  | 'attempts'
  | 'createdAtMs'
  | 'lastStatus'
  | 'lastOutcome'
  | 'lastDurationMs'
  | 'isReplay'
  | 'isTest'
  | 'note'
  | 'target'
> & { readonly eventOrigin: EventOrigin; readonly dataBytes: number };

type Row = FilteredDelivery;

/** Words of `status:` that name how the last attempt ended. */
const OUTCOME_WORDS: Record<string, readonly NonNullable<Row['lastOutcome']>[]> = {
  timeout: ['timeout', 'answer_too_slow', 'headers_too_slow'],
  refused: ['refused'],
  reset: ['reset', 'reset_in_answer', 'closed', 'cut_short'],
  unreachable: ['unreachable'],
  tls: ['tls_failed'],
  dns: ['dns_failed'],
  blocked: ['blocked'],
};

/** A filter as it applies to deliveries. A key that deliveries do not have fits none of them. */
export function compileDeliveryFilter(
  filter: ParsedFilter | undefined,
  nowMs: number,
): CompiledFilter<Row> {
  const rowTestOf = (term: FilterTerm) => textTestOf(term) ?? numberTestOf(term, nowMs);
  return compileTerms(filter, { byRowOf, rowTestOf });
}

/** The standard body around the data says the event's type, before anything was sent. */
function byRowOf(term: FilterTerm): ByRow<Row> {
  const matches = textMatcher(term.values, 'part');
  return (row) => {
    const isInRow =
      term.key === 'text' &&
      (matches(row.url) || matches(row.id) || matches(row.eventId) || matches(row.note));
    const isInEnvelope =
      (term.key === 'text' || term.key === 'body') &&
      term.name === null &&
      matches(`{"event":"${row.eventType}","data":`);
    return isInRow || isInEnvelope ? true : undefined;
  };
}

function textTestOf(term: FilterTerm): ((row: Row) => boolean) | undefined {
  const matches = textMatcher(term.values, filterMatchOf(term));
  switch (term.key) {
    case 'event':
      return (row) => matches(row.eventType);
    case 'path':
      return (row) => matches(row.url);
    case 'sub':
      return (row) => matches(row.url) || matches(row.subscriptionId);
    case 'dialect':
      return (row) => matches(row.target?.dialect ?? null);
    case 'id':
      return (row) => matches(row.id) || matches(row.eventId) || matches(String(row.number));
    case 'trace':
      return (row) => matches(row.eventId) || matches(row.id);
    default:
      return undefined;
  }
}

function numberTestOf(term: FilterTerm, nowMs: number): ((row: Row) => boolean) | undefined {
  const matches = numberMatcher(term.values);
  switch (term.key) {
    case 'status': {
      const words = [...wordsOf(term.values)];
      return (row) => matches(row.lastStatus) || words.some((word) => hasStatus(row, word));
    }
    case 'attempt':
      return (row) => matches(row.attempts);
    case 'dur':
      return (row) => matches(row.lastDurationMs);
    case 'size':
      return (row) => matches(row.dataBytes);
    case 'since':
    case 'until': {
      const isInTime = momentMatcher(term.key, term.values, nowMs);
      return (row) => isInTime(row.createdAtMs);
    }
    case 'is': {
      const words = wordsOf(term.values);
      return (row) =>
        (words.has('replay') && row.isReplay) ||
        (words.has('test') && row.isTest) ||
        (words.has('burst') && row.eventOrigin === 'burst');
    }
    default:
      return undefined;
  }
}

/** All that `status:` finds a row by. */
export function wordsOfStatus(row: Row): string[] {
  const outcomes = Object.keys(OUTCOME_WORDS).filter((word) => hasStatus(row, word));
  return [
    row.state,
    ...(hasStatus(row, 'retrying') ? ['retrying'] : []),
    ...(row.lastStatus === null ? outcomes : [String(row.lastStatus), ...outcomes]),
  ];
}

function hasStatus(row: Row, word: string): boolean {
  if (word === 'retrying') {
    return row.state === 'pending' && row.attempts > 0;
  }
  return (
    row.state === word ||
    (row.lastOutcome !== null && (OUTCOME_WORDS[word]?.includes(row.lastOutcome) ?? false))
  );
}
