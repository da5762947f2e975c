import type { controlRoutes } from '../../contract/control-routes.ts';
import { inOrder, type RuleExplanation } from '../../core/rules.ts';
import {
  changeRule,
  createRule,
  getRule,
  matchRule,
  type RuleDeps,
  removeRule,
} from '../../flows/manage-rules.ts';
import { readFilter } from '../../flows/read-filter.ts';
import type { Handlers } from '../bind-routes.ts';
import { presentRule } from '../present/present-capture.ts';
import { fitsRuleFilter } from '../rule-filter.ts';

type Table = typeof controlRoutes;
type Name = 'listRules' | 'createRule' | 'changeRule' | 'deleteRule' | 'resetRule' | 'matchRule';

export function createRuleHandlers(deps: RuleDeps): Pick<Handlers<Table>, Name> {
  const present = (rule: Parameters<typeof presentRule>[0]) => presentRule(rule, deps.counters);
  return {
    listRules: ({ query }) => {
      const filter = readFilter(query.filter);
      const rules = inOrder(deps.rules.all()).filter((rule) => fitsRuleFilter(rule, filter));
      const start = Number(query.cursor ?? 0) || 0;
      const items = rules.slice(start, start + query.limit).map(present);
      const end = start + items.length;
      return { items, next: end < rules.length ? String(end) : null, total: rules.length };
    },
    createRule: async ({ body }) => present(await createRule(deps, body)),
    changeRule: async ({ params, body }) => present(await changeRule(deps, params.id, body)),
    deleteRule: async ({ params }) => {
      await removeRule(deps, params.id);
      return undefined;
    },
    resetRule: ({ params }) => {
      const rule = getRule(deps, params.id);
      deps.counters.reset(rule.id);
      deps.feed.changed('rules');
      return present(rule);
    },
    matchRule: async ({ body }) => {
      const explanation = await matchRule(deps, body.capture_id);
      return {
        capture_id: body.capture_id,
        rule: explanation.choice ? present(explanation.choice.rule) : null,
        text: textOf(deps, explanation),
        skipped: explanation.skipped.map(({ ruleId, because }) => ({ rule_id: ruleId, because })),
      };
    },
  };
}

function textOf(deps: RuleDeps, { choice, skipped }: RuleExplanation): string {
  const answers = choice
    ? `${choice.text.replace(/\.$/, '')} with ${choice.answer.fault ?? choice.answer.status}.`
    : 'No rule applies: the fallback answers 204.';
  const nearest = skipped.at(-1);
  const name = nearest && deps.rules.find(nearest.ruleId)?.name;
  return nearest ? `${answers} "${name}" does not: ${nearest.because}.` : answers;
}
