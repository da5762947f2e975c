import { useEffect, useRef, useState } from 'react';
import type { Explanation } from '../../../server/contract/explain.ts';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/Field.tsx';
import { useForm } from '../../stores/use-form.ts';
import { useBlockedBy } from '../../stores/use-workbench.ts';
import { Headline } from './Headline.tsx';
import { SignedString } from './SignedString.tsx';
import { TriedVariants } from './TriedVariants.tsx';

/** Asks which mistake yields the value, for the request in view. */
export type ExplainDigest = (digest: string) => Promise<Explanation>;

interface ExplainValueProps {
  explain: ExplainDigest;
  /** From the palette: explained at once. Empty: it is still to be typed. */
  digest: string;
}

/** The same search backwards: which mistake yields the digest of the person's own log. */
export function ExplainValue({ explain, digest: given }: ExplainValueProps) {
  const blockedBy = useBlockedBy();
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const form = useForm({
    initial: { digest: given },
    check: ({ digest }) => ({
      digest:
        digest.trim().length < 16 ? 'Paste the whole value: at least 16 characters.' : undefined,
    }),
    send: async ({ digest }) => {
      setAnswer(await explain(digest.trim()));
    },
  });
  const submit = useRef(form.submit);
  useEffect(() => {
    if (given !== '') {
      submit.current();
    }
  }, [given]);
  return (
    <form {...form.frame} className="grid gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          label="Value that your code computed"
          help="From your own log: hex or base64. It stays on this computer and is not stored."
          isMono
          autoFocus
          className="min-w-0 flex-1 basis-72"
          {...form.text('digest')}
          error={form.errors.digest ?? form.failure ?? undefined}
        />
        <Button
          type="submit"
          look="primary"
          className="mt-5"
          isBusy={form.isBusy}
          blockedBy={blockedBy}
        >
          Explain
        </Button>
      </div>
      {answer === null ? null : (
        <div role="status" className="grid gap-3 rounded-card border border-line bg-canvas p-3">
          <Headline explanation={answer} isOfValue />
          {answer.sender_base64 === null ? null : (
            <SignedString explanation={answer} label="Signed string of the value" />
          )}
          <TriedVariants explanation={answer} />
        </div>
      )}
    </form>
  );
}
