import { useCallback } from 'react';
import {
  chooseQuickAnswer,
  QUICK_ANSWERS,
  type QuickAnswer,
  type QuickAnswerId,
  quickAnswerOf,
} from '../stores/quick-answers.ts';
import { useAct } from '../stores/use-act.ts';
import { useBlockedBy, useResource, useWorkbench } from '../stores/use-workbench.ts';
import { Button } from './Button.tsx';

interface AnswerChoice {
  current: QuickAnswer;
  blockedBy: string | undefined;
  choose: (id: QuickAnswerId) => void;
}

function useAnswerChoice(): AnswerChoice {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const { data: rules } = useResource(workbench.resources.rules);
  const choose = useAct(
    useCallback((id: QuickAnswerId) => chooseQuickAnswer(workbench, id), [workbench]),
  );
  return { current: quickAnswerOf(rules ?? []), blockedBy, choose: choose.run };
}

/** What the receiver answers now, and what else it could. */
export function AnswerSelect() {
  const { current, blockedBy, choose } = useAnswerChoice();
  return (
    <select
      aria-label="Answers"
      value={current.id}
      disabled={blockedBy !== undefined}
      title={blockedBy}
      onChange={(event) => {
        const chosen = QUICK_ANSWERS.find(({ id }) => id === event.target.value);
        if (chosen) {
          choose(chosen.id);
        }
      }}
      className="h-7 max-w-full min-w-0 rounded-control border border-edge bg-panel px-1.5 text-body"
    >
      {current.id === 'own' ? <option value="own">{current.text}</option> : null}
      {QUICK_ANSWERS.map(({ id, text }) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** What goes wrong on a bad day, one click each; a second click ends it. */
export function ResponseBar() {
  const { current, blockedBy, choose } = useAnswerChoice();
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Answer</legend>
      {QUICK_ANSWERS.filter(({ action }) => action !== null).map((answer) => (
        <Button
          key={answer.id}
          aria-pressed={answer.id === current.id}
          blockedBy={blockedBy}
          title={`Answers ${answer.text}`}
          className="aria-pressed:border-accent aria-pressed:bg-selected aria-pressed:font-medium"
          onClick={() => choose(answer.id === current.id ? 'default' : answer.id)}
        >
          {answer.label}
        </Button>
      ))}
    </fieldset>
  );
}
