import { Circle, CircleDot } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { Rule } from '../../../server/contract/rule.ts';
import { countText } from '../../text/amount-text.ts';
import { actionText, whenText } from './rule-text.ts';
import type { RuleActs } from './use-rule-acts.ts';
import type { RuleTrial } from './use-trial.ts';

interface RuleListProps {
  rules: readonly Rule[];
  chosenId: string | undefined;
  acts: RuleActs;
  trial: RuleTrial | null;
}

/** The rules in the order in which they are tried; the first that matches answers. */
export function RuleList({ rules, chosenId, acts, trial }: RuleListProps) {
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new order the moved rule is focused again
  useEffect(() => {
    if (moved.current !== null) {
      list.current?.querySelector<HTMLElement>(`[data-rule="${moved.current}"]`)?.focus();
      moved.current = null;
    }
  }, [rules]);
  function onKeyDown(event: KeyboardEvent<HTMLOListElement>): void {
    const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
    const focused = document.activeElement;
    if (by === undefined || !(focused instanceof HTMLElement)) {
      return;
    }
    event.preventDefault();
    const rule = rules.find((one) => one.id === focused.dataset.rule);
    if (event.altKey && rule) {
      moved.current = rule.id;
      acts.move(rule, by);
      return;
    }
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a')];
    links[links.indexOf(focused) + by]?.focus();
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <ol
        ref={list}
        aria-label="Rules, the first that matches answers"
        onKeyDown={onKeyDown}
        className="@container min-h-0 flex-1 overflow-y-auto p-1"
      >
        {rules.map((rule, index) => (
          <li key={rule.id}>
            <RuleLink {...{ rule, index, trial }} isChosen={rule.id === chosenId} />
          </li>
        ))}
        <li className={`${ROW} ${trial?.ruleId === null ? 'bg-ok-tint' : ''}`}>
          <span className="text-right text-ink-3">–</span>
          <span aria-hidden="true" />
          <span className="truncate text-body">Fallback</span>
          <span className={ANSWER}>→ 204 at once</span>
          <span className="text-right text-table">{trial?.ruleId === null ? <Hit /> : null}</span>
        </li>
      </ol>
      <p className="border-t border-line px-3 py-1.5 text-table text-ink-3">
        First match wins. <kbd className="font-sans">Alt+↑/↓</kbd> moves a rule.
      </p>
    </div>
  );
}

/** Where the list is slim, what a rule answers goes below its name. */
const ROW =
  'grid grid-cols-[1.5rem_1rem_minmax(0,1fr)_3.5rem] items-center gap-x-2 rounded-control px-2 py-1.5 @md:grid-cols-[1.5rem_1rem_minmax(0,1fr)_minmax(0,auto)_3.5rem]';
const ANSWER =
  'mono order-1 col-span-2 col-start-3 truncate text-table text-ink-2 @md:order-none @md:col-span-1 @md:col-start-auto';

interface RuleLinkProps {
  rule: Rule;
  index: number;
  isChosen: boolean;
  trial: RuleTrial | null;
}

function RuleLink({ rule, index, isChosen, trial }: RuleLinkProps) {
  const Mark = rule.is_on ? CircleDot : Circle;
  const isHit = trial?.ruleId === rule.id;
  const because = trial?.skipped.get(rule.id);
  return (
    <Link
      href={`/rules/${rule.id}${location.search}`}
      data-rule={rule.id}
      aria-current={isChosen ? 'true' : undefined}
      className={`ring-inside ${ROW} hover:bg-raised aria-[current=true]:bg-selected aria-[current=true]:shadow-[inset_3px_0_0_var(--accent)] ${isHit ? 'bg-ok-tint' : ''}`}
    >
      <span className="tabular text-right text-table text-ink-3">{index + 1}</span>
      <span className={rule.is_on ? 'text-ok' : 'text-ink-3'}>
        <Mark size={14} strokeWidth={1.75} aria-hidden />
        <span className="sr-only">{rule.is_on ? 'on' : 'off'}</span>
      </span>
      <span className={`truncate text-body font-medium ${rule.is_on ? '' : 'text-ink-3'}`}>
        {rule.name}
      </span>
      <span className={ANSWER}>→ {actionText(rule.action)}</span>
      <span className="tabular text-right text-table text-ink-3">
        {isHit ? <Hit /> : `${countText(rule.hits)} ${rule.hits === 1 ? 'hit' : 'hits'}`}
      </span>
      <span className="order-2 col-span-2 col-start-3 truncate text-table text-ink-3 @md:col-span-3 @md:col-start-3">
        {because === undefined ? whenText(rule.when) : `passed over: ${because}`}
      </span>
    </Link>
  );
}

function Hit() {
  return <span className="font-semibold text-ok">answers</span>;
}
