import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Attempt } from '../../../server/contract/delivery.ts';
import { useCommands } from '../../stores/use-workbench.ts';

/** What the address says of the inspector: the attempt and the tab, so that a link shows the same. */
export function useAttemptAddress() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  const change = useCallback(
    (name: 'attempt' | 'tab', value: string) => {
      const next = new URLSearchParams(search);
      next.set(name, value);
      navigate(`${path}?${next}`, { replace: true });
    },
    [navigate, path, search],
  );
  return { attempt: params.get('attempt'), tab: params.get('tab'), change };
}

/** The attempt of the address, else the last one; `[` and `]` go from one to the next. */
export function useChosenAttempt(attempts: readonly Attempt[]) {
  const { attempt: wanted, change } = useAttemptAddress();
  const found = attempts.findIndex(({ number }) => String(number) === wanted);
  const index = found === -1 ? attempts.length - 1 : found;
  const choose = useCallback((number: number) => change('attempt', String(number)), [change]);
  const commands = useMemo(
    () =>
      ([-1, 1] as const).map((by) => ({
        id: by === 1 ? ('step.next' as const) : ('step.previous' as const),
        title: by === 1 ? 'Next attempt' : 'Previous attempt',
        run: () => {
          const next = attempts[index + by];
          if (next) {
            choose(next.number);
          }
        },
      })),
    [attempts, index, choose],
  );
  useCommands(commands);
  return { attempt: attempts[index], choose };
}
