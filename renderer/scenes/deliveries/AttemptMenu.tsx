import { ChevronDown } from 'lucide-react';
import type { Attempt } from '../../../server/contract/delivery.ts';
import { Button } from '../../components/Button.tsx';
import { AttemptMark } from '../../components/DeliveryMark.tsx';
import { Menu, MenuRadio, MenuRadioGroup } from '../../components/Menu.tsx';
import { clockText } from '../../components/TimeText.tsx';
import { durationText } from '../../text/amount-text.ts';

interface AttemptMenuProps {
  attempts: readonly Attempt[];
  chosen: Attempt;
  onChoose: (attempt: number) => void;
}

/** "Attempt 2 ▾": which attempt the tabs beside it are about, however far the timeline is scrolled. */
export function AttemptMenu({ attempts, chosen, onChoose }: AttemptMenuProps) {
  const index = attempts.indexOf(chosen);
  return (
    <Menu
      trigger={
        <Button look="quiet" className="gap-1">
          Attempt {chosen.number}
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
        </Button>
      }
    >
      <MenuRadioGroup
        label="Attempts"
        value={String(chosen.number)}
        onChange={(number) => onChoose(Number(number))}
      >
        {attempts.map((attempt, at) => (
          <MenuRadio key={attempt.id} value={String(attempt.number)} command={stepTo(at - index)}>
            <span className="tabular min-w-6">#{attempt.number}</span>
            <span className="mono text-table">{clockText(attempt.started_at, false)}</span>
            <AttemptMark attempt={attempt} />
            <span className="tabular text-table text-ink-3">
              {durationText(attempt.timing.total_ms)}
            </span>
          </MenuRadio>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}

/** The key that leads there from the chosen one. */
function stepTo(distance: number): 'step.previous' | 'step.next' | undefined {
  if (distance === -1) {
    return 'step.previous';
  }
  return distance === 1 ? 'step.next' : undefined;
}
