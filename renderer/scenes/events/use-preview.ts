import { useCallback, useEffect, useRef, useState } from 'react';
import type { Preview } from '../../../server/contract/compose.ts';
import { ApiProblem, textOfError } from '../../api/problem.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { type ComposedEvent, composeBody, composeFault } from './compose-event.ts';

/** Typing is followed at this pace: each preview is a call of the server. */
const PAUSE_MS = 200;

export interface PreviewState {
  /** Of the last composition that could be filled in. */
  preview: Preview | null;
  /** Why the present one cannot be. */
  fault: string | null;
  /** Seed of the preview, where it shows the very composition at hand. */
  seedOf(event: ComposedEvent): number | undefined;
  /** After firing: the next event has data of its own. */
  renew(): void;
}

/** What the server would send, asked again whenever the composition or its addressees change. */
export function usePreview(event: ComposedEvent, version: unknown): PreviewState {
  const { client } = useWorkbench();
  const [found, setFound] = useState<{ key: string; preview: Preview } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const key = keyOf(event);
  const newest = useRef(event);
  newest.current = event;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key, turn or version is the reason to ask again
  useEffect(() => {
    let isGone = false;
    const asked = newest.current;
    // A target that is still being typed: the payload is shown as all others would get it.
    const body = composeBody(composeFault(asked) ? { ...asked, target: { kind: 'all' } } : asked);
    const { break_it: _, ...sound } = body;
    const timer = setTimeout(() => {
      client
        .call('previewEvent', { body: composeFault(asked) ? sound : body })
        .then((preview) => {
          if (!isGone) {
            setFound({ key, preview });
            setFault(null);
          }
        })
        .catch((error: unknown) => {
          if (!isGone) {
            setFault(faultOf(error));
          }
        });
    }, PAUSE_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [client, key, turn, version]);
  return {
    preview: found?.preview ?? null,
    fault,
    seedOf: (wanted) => (found?.key === keyOf(wanted) ? found.preview.seed : undefined),
    renew: useCallback(() => setTurn((before) => before + 1), []),
  };
}

function keyOf({ times: _, ...event }: ComposedEvent): string {
  return JSON.stringify(event);
}

function faultOf(error: unknown): string {
  const told = error instanceof ApiProblem ? error.errors[0]?.message : undefined;
  return told ?? textOfError(error);
}
