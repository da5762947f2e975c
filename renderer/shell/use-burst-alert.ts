import { useEffect, useRef } from 'react';
import type { Burst } from '../../server/contract/burst.ts';
import { useResource, useWorkbench } from '../stores/use-workbench.ts';

/** A burst that was broken off is told at once, on whatever screen one is. */
export function useBurstAlert(): void {
  const { resources, notices } = useWorkbench();
  const bursts = useResource(resources.bursts).data;
  const running = useRef<ReadonlySet<Burst['id']>>(new Set());
  useEffect(() => {
    const broken = bursts?.find(({ id, state }) => state === 'aborted' && running.current.has(id));
    if (broken) {
      notices.alert(`The burst was aborted. ${broken.error ?? ''}`.trim());
    }
    running.current = new Set(
      bursts?.filter(({ ended_at }) => ended_at === null).map(({ id }) => id),
    );
  }, [bursts, notices]);
}
