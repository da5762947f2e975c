import type { Rule, RuleAction } from '../../server/contract/rule.ts';
import type { Workbench } from './workbench.ts';

/** One click on the response bar: a single rule of this name, first in the order, for all requests. */
const QUICK_RULE_NAME = 'Quick answer';

export type QuickAnswerId = 'default' | 'fail_first' | 'delay' | 'error';

export interface QuickAnswer {
  /** `own`: the rule was changed by hand. */
  id: QuickAnswerId | 'own';
  label: string;
  /** As it stands in "Answers …". */
  text: string;
  action: RuleAction | null;
}

const OK = { status: 200, headers: [], body: '{"ok":true}' };

export const QUICK_ANSWERS: readonly (QuickAnswer & { id: QuickAnswerId })[] = [
  { id: 'default', label: '204 at once', text: '204 at once', action: null },
  {
    id: 'fail_first',
    label: 'Fail first 2',
    text: '503 twice, then 200',
    action: {
      answer: OK,
      fail_first: { times: 2, per: 'event', answer: { ...OK, status: 503, body: '' } },
    },
  },
  {
    id: 'delay',
    label: 'Delay 5 s',
    text: '200 after 5 s',
    action: { answer: { ...OK, delay: { ms: 5000 } } },
  },
  {
    id: 'error',
    label: '500',
    text: '500 at once',
    action: { answer: { ...OK, status: 500, body: '' } },
  },
];

function quickRuleOf(rules: readonly Rule[]): Rule | undefined {
  return rules.find((rule) => rule.name === QUICK_RULE_NAME);
}

/** Which of the quick answers is in force. */
export function quickAnswerOf(rules: readonly Rule[]): QuickAnswer {
  const rule = quickRuleOf(rules);
  if (!rule?.is_on) {
    return QUICK_ANSWERS[0] as QuickAnswer;
  }
  const found = QUICK_ANSWERS.find((one) => one.action !== null && isSame(one.action, rule.action));
  const { name, action } = rule;
  return found ?? { id: 'own', label: name, text: `by rule “${name}”`, action };
}

/** Puts a quick answer in force, with Undo. */
export async function chooseQuickAnswer(workbench: Workbench, id: QuickAnswerId): Promise<void> {
  const { resources, undo } = workbench;
  await resources.rules.reload();
  const before = quickAnswerOf(resources.rules.store.getState().data ?? []);
  const chosen = QUICK_ANSWERS.find((one) => one.id === id);
  const action = chosen?.action ?? null;
  await undo.perform({
    text: `Now answers ${chosen?.text ?? id}.`,
    undo: () => applyQuickAnswer(workbench, before.action),
    redo: () => applyQuickAnswer(workbench, action),
  });
}

async function applyQuickAnswer(workbench: Workbench, action: RuleAction | null): Promise<void> {
  const { client, resources } = workbench;
  const rule = quickRuleOf(resources.rules.store.getState().data ?? []);
  if (action === null) {
    if (rule) {
      await client.call('deleteRule', { params: { id: rule.id } });
    }
  } else if (rule) {
    await client.call('changeRule', {
      params: { id: rule.id },
      body: { action, is_on: true, position: 0 },
    });
    await client.call('resetRule', { params: { id: rule.id } });
  } else {
    await client.call('createRule', {
      body: { name: QUICK_RULE_NAME, when: {}, action, position: 0 },
    });
  }
  await resources.rules.reload();
}

function isSame(one: RuleAction, other: RuleAction): boolean {
  const [left, right] = [one, other].map((action) =>
    JSON.stringify([
      action.answer.status,
      action.answer.delay ?? null,
      action.fail_first?.times ?? null,
    ]),
  );
  return left === right;
}
