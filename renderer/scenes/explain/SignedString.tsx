import { TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Explanation, SpanSchema } from '../../../server/contract/explain.ts';
import { Button } from '../../components/Button.tsx';
import { bytesOfBase64, textOfBytes } from '../../components/base64.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { countOf, sizeText } from '../../text/amount-text.ts';
import { SignedDiff } from './SignedDiff.tsx';
import { SignedHex } from './SignedHex.tsx';
import { SignedText } from './SignedText.tsx';
import { suspectOf, suspectText } from './signed-bytes.ts';
import { PART_LOOKS, PART_NAMES } from './span-looks.ts';

type View = 'text' | 'hex' | 'diff';
const VIEWS: readonly { id: View; label: string }[] = [
  { id: 'text', label: 'Text' },
  { id: 'hex', label: 'Hex' },
  { id: 'diff', label: 'Diff' },
];

interface SignedStringProps {
  explanation: Explanation;
  /** Its name for screen readers, where there is more than one. */
  label?: string;
}

/** The very bytes that enter the signature, by their parts, with the suspect ones marked. */
export function SignedString({ explanation, label = 'Signed string' }: SignedStringProps) {
  const suspect = suspectOf(explanation);
  const [view, setView] = useState<View>(() => firstView(suspect));
  const bytes = useMemo(
    () => bytesOfBase64(explanation.signed_base64 ?? ''),
    [explanation.signed_base64],
  );
  if (explanation.signed_base64 === null || explanation.signed_size === 0) {
    return null;
  }
  return (
    <section aria-label={label} className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-table font-medium text-ink-2">
          Signed string, {countOf(explanation.signed_size, 'byte')}
        </h3>
        <Legend explanation={explanation} />
        <span className="ml-auto flex items-center gap-1">
          <ViewSwitch view={view} onView={setView} />
          <CopyButton
            label={view === 'hex' ? 'Copy the signed string as hex' : 'Copy the signed string'}
            text={() => (view === 'hex' ? hexOf(bytes) : textOfBytes(bytes))}
          />
        </span>
      </div>
      {view === 'text' ? <SignedText {...{ bytes, explanation, label }} /> : null}
      {view === 'hex' ? <SignedHex {...{ bytes, explanation, label }} /> : null}
      {view === 'diff' ? <SignedDiff {...{ bytes, explanation, label }} /> : null}
      {suspect === null ? null : (
        <p className="flex items-center gap-1 text-table text-fail">
          <TriangleAlert size={14} strokeWidth={1.75} className="shrink-0" aria-hidden />
          Suspect at {suspectText(bytes, suspect)}
        </p>
      )}
      {bytes.byteLength < explanation.signed_size ? (
        <p className="text-table text-ink-3">The first {sizeText(bytes.byteLength)} are shown.</p>
      ) : null}
    </section>
  );
}

/** One invisible byte is seen best in hex; where much was written anew, the difference tells more. */
function firstView(suspect: { start: number; end: number } | null): View {
  if (suspect === null) {
    return 'text';
  }
  return suspect.end - suspect.start <= 4 ? 'hex' : 'diff';
}

function ViewSwitch({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <span className="flex rounded-control border border-edge p-px">
      {VIEWS.map(({ id, label }) => (
        <Button
          key={id}
          look="quiet"
          aria-pressed={view === id}
          className="h-6 aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
          onClick={() => onView(id)}
        >
          {label}
        </Button>
      ))}
    </span>
  );
}

/** A separator explains itself. */
function isNamed({ part, start, end }: Explanation['spans'][number]): boolean {
  return (part !== 'before_body' && part !== 'after_body') || end - start > 2;
}

function Legend({ explanation }: { explanation: Explanation }) {
  const present = SpanSchema.shape.part.options.filter((part) =>
    explanation.spans.some((span) => span.part === part && isNamed(span)),
  );
  return (
    <ul aria-label="Parts" className="flex flex-wrap gap-x-3 text-caption text-ink-2">
      {present.map((part) => (
        <li key={part} className="flex items-center gap-1">
          <span aria-hidden="true" className={`mono rounded-[2px] px-1 ${PART_LOOKS[part]}`}>
            {part === 'suspect' ? '⚠' : 'a'}
          </span>
          {PART_NAMES[part]}
        </li>
      ))}
    </ul>
  );
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
