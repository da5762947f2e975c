import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Rule } from '../../../server/contract/rule.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';

export interface RuleActs {
  move(rule: Rule, by: 1 | -1): void;
  remove(rule: Rule): void;
  switchTo(rule: Rule, isOn: boolean): void;
  reset(rule: Rule): void;
}

/** What is done with rules at once, each with its way back. */
export function useRuleActs(): RuleActs {
  const workbench = useWorkbench();
  const [, navigate] = useLocation();
  return useMemo(() => makeRuleActs(workbench, navigate), [workbench, navigate]);
}

function makeRuleActs(workbench: Workbench, navigate: (path: string) => void): RuleActs {
  const { client, resources, undo, notices } = workbench;
  const change = async (id: Rule['id'], to: { position?: number; is_on?: boolean }) => {
    await client.call('changeRule', { params: { id }, body: to });
    await resources.rules.reload();
  };
  return {
    move(rule, by) {
      const rules = resources.rules.store.getState().data ?? [];
      const from = rules.findIndex((one) => one.id === rule.id);
      const to = from + by;
      if (from < 0 || to < 0 || to >= rules.length) {
        return;
      }
      undo
        .perform({
          text: `Moved “${rule.name}” to ${to + 1} of ${rules.length}.`,
          undo: () => change(rule.id, { position: from }),
          redo: () => change(rule.id, { position: to }),
        })
        .catch(notices.refuse);
    },
    remove(rule) {
      removeRule(workbench, rule, navigate).catch(notices.refuse);
    },
    switchTo(rule, isOn) {
      undo
        .perform({
          text: `Switched “${rule.name}” ${isOn ? 'on' : 'off'}.`,
          undo: () => change(rule.id, { is_on: !isOn }),
          redo: () => change(rule.id, { is_on: isOn }),
        })
        .catch(notices.refuse);
    },
    reset(rule) {
      client
        .call('resetRule', { params: { id: rule.id } })
        .then(resources.rules.reload)
        .then(() => notices.show(`“${rule.name}” starts counting anew.`))
        .catch(notices.refuse);
    },
  };
}

/** What comes back by Undo stands where it stood; its counters start anew. */
async function removeRule(
  { client, resources, undo }: Workbench,
  rule: Rule,
  navigate: (path: string) => void,
): Promise<void> {
  const rules = resources.rules.store.getState().data ?? [];
  const position = rules.findIndex((one) => one.id === rule.id);
  const next = rules[position + 1] ?? rules[position - 1];
  let { id } = rule;
  await undo.perform({
    text: `Deleted rule “${rule.name}”.`,
    undo: async () => {
      const { name, when, action, is_on } = rule;
      const made = await client.call('createRule', {
        body: { name, when, action, is_on, position },
      });
      id = made.id;
      await resources.rules.reload();
      navigate(`/rules/${id}`);
      requestAnimationFrame(() => focusRule(id));
    },
    redo: async () => {
      await client.call('deleteRule', { params: { id } });
      await resources.rules.reload();
    },
  });
  navigate(next ? `/rules/${next.id}` : '/rules');
  if (next) {
    focusRule(next.id);
  }
}

/** Its line in the list, where the arrows go on. */
function focusRule(id: string): void {
  document.querySelector<HTMLElement>(`[data-rule="${id}"]`)?.focus();
}
