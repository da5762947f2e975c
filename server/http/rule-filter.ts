import { type FilterTerm, matchesFilterPattern, type ParsedFilter } from '../contract/filter.ts';
import type { RuleRecord } from '../core/records.ts';

/** Whether a rule fits a filter. Keys that say nothing of rules fit none. */
export function fitsRuleFilter(rule: RuleRecord, filter: ParsedFilter | undefined): boolean {
  return (filter?.terms ?? []).every((term) => fitsTerm(rule, term) !== term.isNegated);
}

function fitsTerm(rule: RuleRecord, term: FilterTerm): boolean {
  return term.values.some(
    (value) =>
      value.kind === 'pattern' &&
      textsOf(rule, term).some((text) => matchesFilterPattern(value, text, 'part')),
  );
}

function textsOf({ id, name, when }: RuleRecord, { key }: FilterTerm): readonly string[] {
  switch (key) {
    case 'id':
      return [id];
    case 'path':
      return when.path === undefined ? [] : [when.path];
    case 'event':
      return when.event === undefined ? [] : [when.event];
    case 'dialect':
      return when.dialect === undefined ? [] : [when.dialect];
    case 'method':
      return when.methods ?? [];
    case 'text':
      return [
        id,
        name,
        ...[when.path, when.event, when.dialect].filter((text) => text !== undefined),
      ];
    default:
      return [];
  }
}
