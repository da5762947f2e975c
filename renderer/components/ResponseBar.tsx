import { useCallback } from 'react';
import { chooseQuickAnswer, QUICK_ANSWERS, quickAnswerOf } from '../stores/quick-answers.ts';
import { useAct } from '../stores/use-act.ts';
import { useBlockedBy, useResource, useWorkbench } from '../stores/use-workbench.ts';
import { Button } from './Button.tsx';

/** What the receiver answers, one click each. */
export function ResponseBar() {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const { data: rules } = useResource(workbench.resources.rules);
  const current = quickAnswerOf(rules ?? []);
  const choose = useAct(
    useCallback((id: typeof current.id) => chooseQuickAnswer(workbench, id), [workbench]),
  );
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Answer</legend>
      {QUICK_ANSWERS.map((answer) => (
        <Button
          key={answer.id}
          aria-pressed={answer.id === current.id}
          blockedBy={blockedBy}
          title={`Answers ${answer.text}`}
          className="aria-pressed:border-accent aria-pressed:bg-selected aria-pressed:font-medium"
          onClick={() => choose.run(answer.id)}
        >
          {answer.label}
        </Button>
      ))}
    </fieldset>
  );
}
