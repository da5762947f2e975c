import { useMemo } from 'react';
import type { Attempt, DeliveryDetail } from '../../../server/contract/delivery.ts';
import { bytesOfBase64 } from '../../components/base64.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { CodeTab } from '../code/CodeTab.tsx';
import type { CodeSource } from '../code/code-formats.ts';

interface AttemptCodeProps {
  detail: DeliveryDetail;
  attempt: Attempt;
}

/** The request of an attempt as code. */
export function AttemptCode({ detail, attempt }: AttemptCodeProps) {
  const { resources } = useWorkbench();
  const subscriptions = useResource(resources.subscriptions).data ?? [];
  const dialect = subscriptions.find(({ id }) => id === detail.subscription_id)?.dialect ?? null;
  const source = useMemo<CodeSource>(
    () => ({
      id: attempt.id,
      dialect,
      exported: { what: 'deliveries', ids: [detail.id], attempt_id: attempt.id },
      loadBody: async () => bytesOfBase64(attempt.request.body_base64),
    }),
    [attempt, detail.id, dialect],
  );
  return <CodeTab source={source} />;
}
