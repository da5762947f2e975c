import { useEffect, useState } from 'react';
import type { Explanation } from '../../../../server/contract/explain.ts';
import { textOfError } from '../../../api/problem.ts';
import { useWorkbench } from '../../../stores/use-workbench.ts';
import { Headline } from '../../explain/Headline.tsx';
import { SignedString } from '../../explain/SignedString.tsx';
import { TriedVariants } from '../../explain/TriedVariants.tsx';

/** Whether a secret that was pasted into the palette signed this request. It is used and forgotten. */
export function TrySecret({ captureId, secret }: { captureId: string; secret: string }) {
  const { client } = useWorkbench();
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    client
      .call('explainCapture', { params: { id: captureId }, body: { secret } })
      .then(setAnswer)
      .catch((error: unknown) => setFault(textOfError(error)));
  }, [client, captureId, secret]);
  return (
    <section
      aria-label="With the pasted secret"
      className="grid gap-3 rounded-card border border-line bg-canvas p-3"
    >
      <h3 className="text-table font-semibold text-ink-2">With the secret that you pasted</h3>
      <div role="status" className="grid gap-3">
        {fault === null ? null : <p className="text-body text-fail">{fault}</p>}
        {answer === null ? null : (
          <>
            <Headline explanation={answer} isOfValue />
            <SignedString explanation={answer} label="Signed string with the pasted secret" />
            <TriedVariants explanation={answer} />
          </>
        )}
      </div>
    </section>
  );
}
