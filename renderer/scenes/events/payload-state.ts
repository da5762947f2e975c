import { useDeferredValue, useMemo } from 'react';
import type { EventType } from '../../../server/contract/event.ts';
import { type ComposedEvent, hasBraces } from './compose-event.ts';
import { type PayloadProblem, problemsOf } from './payload-problems.ts';
import type { PreviewState } from './use-preview.ts';

/**
 * What is wrong with a payload. A template is judged by what it becomes: filled in, its lines are
 * those of the template.
 */
export function usePayloadProblems(
  event: ComposedEvent,
  { preview, fault }: PreviewState,
  schema: EventType['schema'],
): readonly PayloadProblem[] {
  const isFilledIn = event.isTemplate && hasBraces(event.template);
  const text = useDeferredValue(isFilledIn ? (preview?.data_text ?? 'null') : event.template);
  const isUnknown = isFilledIn && preview === null;
  return useMemo(() => {
    if (isFilledIn && fault !== null) {
      return [problemOfFault(fault)];
    }
    return isUnknown ? [] : problemsOf(text, schema);
  }, [isFilledIn, isUnknown, fault, text, schema]);
}

/** The server names the line in its sentence: `there is no word uid (line 3); …`. */
function problemOfFault(fault: string): PayloadProblem {
  const line = Number(/\(line (\d+)\)/.exec(fault)?.[1] ?? 1);
  const text = fault.replace(/ ?\(line \d+\)/, '');
  return { line, text: text.charAt(0).toUpperCase() + text.slice(1), isFatal: true };
}
