import { useCallback, useState } from 'react';
import type { Attempt } from '../../../server/contract/delivery.ts';
import type { DeliveryId } from '../../../server/contract/ids.ts';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { Headline } from '../explain/Headline.tsx';
import { type ExplanationChoice, SignedFacts } from '../explain/SignedFacts.tsx';
import { TriedVariants } from '../explain/TriedVariants.tsx';
import { useDetail } from '../list/use-detail.ts';

interface AttemptSignatureProps {
  deliveryId: DeliveryId;
  attempt: Attempt;
}

/** What an attempt signed, with which key, and whether it holds. */
export function AttemptSignature({ deliveryId, attempt }: AttemptSignatureProps) {
  const { client } = useWorkbench();
  const [{ dialect, key }, setChoice] = useState<ExplanationChoice>({ dialect: null, key: null });
  const load = useCallback(
    () =>
      client.call('explainAttempt', {
        params: { id: deliveryId, attempt_id: attempt.id },
        body: {
          ...(dialect === null ? {} : { dialect }),
          ...(key === null ? {} : { key }),
        },
      }),
    [client, deliveryId, attempt.id, dialect, key],
  );
  const { data, error } = useDetail(attempt.id, '', load);
  if (error !== null) {
    return <EmptyState>{error.text}</EmptyState>;
  }
  if (data === null) {
    return <SkeletonLines />;
  }
  if (data.report.verdict === 'unchecked' && dialect === null && key === null) {
    return (
      <EmptyState>
        Not checked: no secret for <span className="mono break-all">{attempt.request.url}</span>.
      </EmptyState>
    );
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-3">
      <Headline explanation={data} />
      <SignedFacts
        explanation={data}
        valueName="Sent"
        onChoice={(change) => setChoice({ dialect, key, ...change })}
      />
      <div className="border-t border-line pt-3">
        <TriedVariants explanation={data} />
      </div>
    </div>
  );
}
