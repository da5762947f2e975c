import { useCallback, useState } from 'react';
import type { Attempt, DeliveryDetail } from '../../../server/contract/delivery.ts';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { ExplanationFoot } from '../explain/ExplanationFoot.tsx';
import { Headline } from '../explain/Headline.tsx';
import { reportedAttempt } from '../explain/report-text.ts';
import { type ExplanationChoice, SignedFacts } from '../explain/SignedFacts.tsx';
import { useDetail } from '../list/use-detail.ts';

interface AttemptSignatureProps {
  detail: DeliveryDetail;
  attempt: Attempt;
}

/** What an attempt signed, with which key, and whether it holds. */
export function AttemptSignature({ detail, attempt }: AttemptSignatureProps) {
  const { client } = useWorkbench();
  const [{ dialect, key }, setChoice] = useState<ExplanationChoice>({ dialect: null, key: null });
  const ask = useCallback(
    (wish: { digest: string } | { dialect?: string; key?: string }) =>
      client.call('explainAttempt', {
        params: { id: detail.id, attempt_id: attempt.id },
        body: wish,
      }),
    [client, detail.id, attempt.id],
  );
  const load = useCallback(
    () =>
      ask({
        ...(dialect === null ? {} : { dialect }),
        ...(key === null ? {} : { key }),
      }),
    [ask, dialect, key],
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
      <ExplanationFoot
        request={reportedAttempt(detail, attempt)}
        explanation={data}
        explain={(digest) => ask({ digest })}
      />
    </div>
  );
}
