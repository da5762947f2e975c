import { type ReactNode, useState } from 'react';
import type { Explanation } from '../../../server/contract/explain.ts';
import { Button } from '../../components/Button.tsx';
import { copyText } from '../../components/CopyButton.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { type ExplainDigest, ExplainValue } from './ExplainValue.tsx';
import { type ReportedRequest, reportText } from './report-text.ts';
import { TriedVariants } from './TriedVariants.tsx';

interface ExplanationFootProps {
  request: ReportedRequest;
  explanation: Explanation;
  explain: ExplainDigest;
  /** Pasted into the palette for this request: explained at once. */
  digest?: string;
  children?: ReactNode;
}

/** What was tried, the same search for a value of one's own, and all of it as text for others. */
export function ExplanationFoot(props: ExplanationFootProps) {
  const { request, explanation, explain, digest = '', children } = props;
  const { notices } = useWorkbench();
  const [choice, setExplaining] = useState<boolean | null>(null);
  const isExplaining = choice ?? digest !== '';
  const copyReport = () => {
    copyText(reportText(request, explanation))
      .then(() => notices.show('Copied the report. It holds no secret.'))
      .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
  };
  return (
    <div className="grid gap-3 border-t border-line pt-3">
      <TriedVariants explanation={explanation} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-expanded={isExplaining}
          className="h-auto min-h-7 max-w-full shrink py-0.5 text-left whitespace-normal!"
          onClick={() => setExplaining(!isExplaining)}
        >
          Explain a value my code computed…
        </Button>
        <Button onClick={copyReport}>Copy as report</Button>
      </div>
      {children}
      {isExplaining ? <ExplainValue key={digest} explain={explain} digest={digest} /> : null}
    </div>
  );
}
