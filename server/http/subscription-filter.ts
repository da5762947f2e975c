import { type FilterTerm, matchesFilterPattern, type ParsedFilter } from '../contract/filter.ts';
import { wantsEventType } from '../core/matching.ts';
import type { SubscriptionRecord } from '../core/records.ts';

/** Whether a subscription fits a filter. Keys that say nothing of subscriptions fit none. */
export function fitsSubscriptionFilter(
  record: SubscriptionRecord,
  filter: ParsedFilter | undefined,
): boolean {
  return (filter?.terms ?? []).every((term) => fitsTerm(record, term) !== term.isNegated);
}

function fitsTerm(record: SubscriptionRecord, term: FilterTerm): boolean {
  return term.values.some((value) => {
    if (value.kind !== 'pattern') {
      return false;
    }
    if (term.key === 'event' && !value.hasWildcard && wantsEventType(record, value.text)) {
      return true;
    }
    const match = term.key === 'event' || term.key === 'dialect' ? 'whole' : 'part';
    return textsOf(record, term).some((text) => matchesFilterPattern(value, text, match));
  });
}

function textsOf(record: SubscriptionRecord, { key }: FilterTerm): readonly string[] {
  switch (key) {
    case 'event':
      return record.eventTypes;
    case 'dialect':
      return [record.dialect];
    case 'path':
      return [record.url];
    case 'status':
      return [record.state];
    case 'id':
      return [record.id];
    case 'sub':
    case 'text':
      return [record.name, record.url, record.id, record.description];
    default:
      return [];
  }
}
