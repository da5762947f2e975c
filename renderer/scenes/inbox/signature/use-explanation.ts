import { useCallback } from 'react';
import type { CaptureDetail } from '../../../../server/contract/capture.ts';
import type { Explanation } from '../../../../server/contract/explain.ts';
import { useResource, useWorkbench } from '../../../stores/use-workbench.ts';
import type { ExplanationChoice } from '../../explain/SignedFacts.tsx';
import { type Detail, useDetail } from '../../list/use-detail.ts';

/** The explanation of a request as things stand now: again whenever a secret comes or goes. */
export function useExplanation(
  detail: Pick<CaptureDetail, 'id'>,
  { dialect, key }: ExplanationChoice,
): Detail<Explanation> {
  const { client, resources } = useWorkbench();
  const inboxes = useResource(resources.inboxes).data ?? [];
  const load = useCallback(
    (id: string) =>
      client.call('explainCapture', {
        params: { id },
        body: {
          ...(dialect === null ? {} : { dialect }),
          ...(key === null ? {} : { key }),
        },
      }),
    [client, dialect, key],
  );
  const known = inboxes.map(({ path, dialect, secret_hints }) => [path, dialect, secret_hints]);
  return useDetail(detail.id, JSON.stringify(known), load);
}
