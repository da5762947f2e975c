import { useCallback, useState } from 'react';
import { useWorkbench } from './use-workbench.ts';

export interface Act<Arguments extends unknown[]> {
  run: (...args: Arguments) => void;
  isBusy: boolean;
}

/** An act that the server confirms: busy until it has, and its refusal is told. */
export function useAct<Arguments extends unknown[]>(
  perform: (...args: Arguments) => Promise<unknown>,
): Act<Arguments> {
  const { notices } = useWorkbench();
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    (...args: Arguments) => {
      setBusy(true);
      perform(...args)
        .catch(notices.refuse)
        .finally(() => setBusy(false));
    },
    [perform, notices],
  );
  return { run, isBusy };
}
