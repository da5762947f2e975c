import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CaptureDetail } from '../../../../server/contract/capture.ts';
import type { Explanation } from '../../../../server/contract/explain.ts';
import { Button } from '../../../components/Button.tsx';
import { SkeletonLines } from '../../../components/body/BodyLoader.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { useBlockedBy, useWorkbench } from '../../../stores/use-workbench.ts';
import { type ExplainDigest, ExplainValue } from '../../explain/ExplainValue.tsx';
import { ExplanationFoot } from '../../explain/ExplanationFoot.tsx';
import { Headline } from '../../explain/Headline.tsx';
import { reportedCapture } from '../../explain/report-text.ts';
import { type ExplanationChoice, SignedFacts } from '../../explain/SignedFacts.tsx';
import { AddSecret } from './AddSecret.tsx';
import { ReplayWithout } from './ReplayWithout.tsx';
import { ShowFix } from './ShowFix.tsx';
import { TrySecret } from './TrySecret.tsx';
import { useExplanation } from './use-explanation.ts';

/** Why the signature holds or fails: cause, checks, values and the very bytes that were signed. */
export function SignatureTab({ detail }: { detail: CaptureDetail }) {
  const [choice, setChoice] = useState<ExplanationChoice>({ dialect: null, key: null });
  const { data, error } = useExplanation(detail, choice);
  if (error !== null) {
    return <EmptyState>{error.text}</EmptyState>;
  }
  if (data === null) {
    return <SkeletonLines />;
  }
  return isUnchecked(detail, data) && choice.dialect === null && choice.key === null ? (
    <NotChecked detail={detail} explanation={data} />
  ) : (
    <ExplanationView
      detail={detail}
      explanation={data}
      onChoice={(change) => setChoice({ ...choice, ...change })}
    />
  );
}

/** Nothing was claimed and nothing is known: there is nothing to explain yet. */
function isUnchecked(detail: CaptureDetail, { report }: Explanation): boolean {
  const hasNoClaim = report.verdict === 'missing' && detail.signature.verdict === 'unchecked';
  return report.verdict === 'unchecked' || hasNoClaim;
}

interface ViewProps {
  detail: CaptureDetail;
  explanation: Explanation;
}

/** What is known as its secret is none, or that of something else. */
function isStranger({ causes }: Explanation): boolean {
  return causes.some(
    ({ code, certainty }) =>
      certainty === 'likely' && (code === 'wrong_secret' || code === 'secret_kind'),
  );
}

/** The way out where no secret fits: to give the path the one that does. */
function AnotherSecret({ detail, explanation }: ViewProps) {
  const blockedBy = useBlockedBy();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button blockedBy={blockedBy} onClick={() => setOpen(true)}>
        Set another secret
      </Button>
      {isOpen ? (
        <AddSecret
          path={pathOf(detail)}
          dialect={explanation.report.dialect}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

function pathOf({ path }: CaptureDetail): string {
  return path.split('?')[0] ?? '/';
}

function ExplanationView({
  detail,
  explanation,
  onChoice,
}: ViewProps & { onChoice: (change: Partial<ExplanationChoice>) => void }) {
  const isLater =
    detail.signature.verdict === 'unchecked' || detail.signature_report?.verdict === 'unchecked';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-3">
      <Headline explanation={explanation}>
        {isStranger(explanation) ? (
          <AnotherSecret detail={detail} explanation={explanation} />
        ) : null}
        <ShowFix captureId={detail.id} />
        <ReplayWithout captureId={detail.id} explanation={explanation} />
      </Headline>
      {isLater ? (
        <p className="text-table text-ink-3">
          Checked now: no secret was known when the request came.
        </p>
      ) : null}
      <SignedFacts explanation={explanation} onChoice={onChoice} />
      <Foot detail={detail} explanation={explanation} />
    </div>
  );
}

function Foot({ detail, explanation }: ViewProps) {
  const pasted = usePastedValue();
  const explain = useExplainDigest(detail.id);
  return (
    <ExplanationFoot
      request={reportedCapture(detail)}
      {...{ explanation, explain }}
      digest={pasted && 'digest' in pasted ? pasted.digest : ''}
    >
      {pasted && 'secret' in pasted ? (
        <TrySecret captureId={detail.id} secret={pasted.secret} />
      ) : null}
    </ExplanationFoot>
  );
}

function useExplainDigest(captureId: string): ExplainDigest {
  const { client } = useWorkbench();
  return (digest) => client.call('explainCapture', { params: { id: captureId }, body: { digest } });
}

/** Taken out of the store at once: it belongs to this view of this request alone. */
function usePastedValue() {
  const { pastedValue } = useWorkbench();
  const pasted = useStore(pastedValue, ({ value }) => value);
  const [taken, setTaken] = useState(pasted);
  useEffect(() => {
    if (pasted !== null) {
      setTaken(pasted);
      pastedValue.setState({ value: null });
    }
  }, [pasted, pastedValue]);
  return taken;
}

function NotChecked({ detail, explanation }: ViewProps) {
  const blockedBy = useBlockedBy();
  const [isAdding, setAdding] = useState(false);
  const pasted = usePastedValue();
  const explain = useExplainDigest(detail.id);
  const path = pathOf(detail);
  return (
    <>
      <EmptyState
        actions={
          <Button look="primary" blockedBy={blockedBy} onClick={() => setAdding(true)}>
            Add secret
          </Button>
        }
      >
        Not checked: no secret for <span className="mono break-all">{path}</span>.
      </EmptyState>
      {pasted === null ? null : (
        <div className="p-3">
          {'secret' in pasted ? (
            <TrySecret captureId={detail.id} secret={pasted.secret} />
          ) : (
            <ExplainValue explain={explain} digest={pasted.digest} />
          )}
        </div>
      )}
      {isAdding ? (
        <AddSecret
          path={path}
          dialect={explanation.report.dialect}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  );
}
