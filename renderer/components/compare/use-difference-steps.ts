import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCommands } from '../../stores/use-workbench.ts';

export interface DifferenceSteps {
  /** 0 for the first; null before the first step. */
  current: number | null;
  step: (by: 1 | -1) => void;
}

/** `[` and `]` go from one difference to the next and bring it into view. */
export function useDifferenceSteps(count: number): DifferenceSteps {
  const [current, setCurrent] = useState<number | null>(null);
  useEffect(() => {
    setCurrent((before) => (before !== null && before >= count ? null : before));
  }, [count]);
  const step = useCallback(
    (by: 1 | -1) => {
      if (count > 0) {
        setCurrent((before) =>
          before === null ? (by === 1 ? 0 : count - 1) : (before + by + count) % count,
        );
      }
    },
    [count],
  );
  useEffect(() => {
    if (current !== null) {
      document
        .querySelector(`[data-difference="${current}"]`)
        ?.scrollIntoView({ block: 'center', inline: 'nearest' });
    }
  }, [current]);
  const commands = useMemo(
    () => [
      {
        id: 'step.previous' as const,
        title: 'Previous difference',
        run: () => step(-1),
      },
      {
        id: 'step.next' as const,
        title: 'Next difference',
        run: () => step(1),
      },
    ],
    [step],
  );
  useCommands(commands);
  return { current, step };
}
