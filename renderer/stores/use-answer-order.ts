import { useMemo, useRef } from 'react';
import { createAnswerOrder } from './answer-order.ts';

/** As `createAnswerOrder`, about one thing after the other: answers about an earlier one are not wanted. */
export function useAnswerOrder(about: unknown, ask?: unknown): () => () => boolean {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it is about is the reason for a new order
  const order = useMemo(() => createAnswerOrder(), [about, ask]);
  const current = useRef(order);
  current.current = order;
  return useMemo(
    () => () => {
      const isNewer = order.ask();
      return () => current.current === order && isNewer();
    },
    [order],
  );
}
