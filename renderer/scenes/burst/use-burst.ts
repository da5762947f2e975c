import { useEffect, useState } from 'react';
import type { BurstDetail } from '../../../server/contract/burst.ts';
import { useAnswerOrder } from '../../stores/use-answer-order.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';

/**
 * A burst with its samples, asked for again whenever `version` changes: when the server says that
 * there is news. Null while it loads, undefined where it is not stored.
 */
export function useBurst(id: string, version: unknown): BurstDetail | null | undefined {
  const { client } = useWorkbench();
  const [burst, setBurst] = useState<BurstDetail | null | undefined>(null);
  const order = useAnswerOrder(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is the reason to ask again
  useEffect(() => {
    const isWanted = order();
    client
      .call('getBurst', { params: { id } })
      .then((found) => isWanted() && setBurst(found))
      .catch(() => isWanted() && setBurst((before) => (before?.id === id ? before : undefined)));
  }, [client, id, version, order]);
  return burst?.id === id || burst === undefined ? burst : null;
}
