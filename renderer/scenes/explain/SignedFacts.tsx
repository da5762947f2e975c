import type { Explanation } from '../../../server/contract/explain.ts';
import { Checks, Formula, Values } from './ExplanationFacts.tsx';
import { SignedString } from './SignedString.tsx';

/** In place of what the request is known by; null: as it is known. */
export interface ExplanationChoice {
  dialect: string | null;
  /** Id of a known key. */
  key: string | null;
}

interface SignedFactsProps {
  explanation: Explanation;
  onChoice: (change: Partial<ExplanationChoice>) => void;
  /** What the value in the request is called: it was received, unless we sent it. */
  valueName?: 'Received' | 'Sent';
}

/** The checks, the scheme, the key and the values, and the very bytes that were signed. */
export function SignedFacts({ explanation, onChoice, valueName }: SignedFactsProps) {
  const { report } = explanation;
  return (
    <>
      <Checks report={report} />
      <Formula explanation={explanation} onDialect={(dialect) => onChoice({ dialect })} />
      <Values
        explanation={explanation}
        onKey={(key) => onChoice({ key })}
        valueName={valueName ?? 'Received'}
      />
      <SignedString explanation={explanation} />
      {report.notes.length > 0 ? (
        <ul aria-label="Notes" className="grid list-disc gap-1 pl-5 text-table text-ink-2">
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
