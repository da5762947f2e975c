import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { Explanation } from '../../../server/contract/explain.ts';
import type { SignatureReport } from '../../../server/contract/signature.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { DialectOptions } from '../../components/DialectOptions.tsx';
import { Fact, FactList } from '../../components/Scene.tsx';

const RESULTS = {
  pass: { icon: CircleCheck, tone: 'text-ok', word: 'passed' },
  fail: { icon: CircleX, tone: 'text-fail', word: 'failed' },
  skipped: { icon: CircleDashed, tone: 'text-ink-3', word: 'not made' },
};

/** The five independent checks, all of them, whatever the first one says. */
export function Checks({ report }: { report: SignatureReport }) {
  return (
    <ul aria-label="Checks" className="flex flex-wrap gap-x-4 gap-y-1 text-table">
      {report.checks.map((check) => {
        const { icon: Icon, tone, word } = RESULTS[check.result];
        return (
          <li
            key={check.name}
            className={`flex items-start gap-1 ${check.result === 'fail' ? 'font-medium' : ''}`}
          >
            <Icon size={14} strokeWidth={1.75} className={`mt-px shrink-0 ${tone}`} aria-hidden />
            <span className="sr-only">{word}: </span>
            {check.text}
          </li>
        );
      })}
    </ul>
  );
}

interface FormulaProps {
  explanation: Explanation;
  /** Reads the same bytes as another provider's. */
  onDialect: (id: string) => void;
}

export function Formula({ explanation, onDialect }: FormulaProps) {
  const id = explanation.report.dialect ?? 'standard';
  return (
    <div className="grid gap-1">
      <h3 className="flex flex-wrap items-center gap-1.5 text-table font-medium text-ink-2">
        How
        <select
          aria-label="Dialect of the explanation"
          value={id}
          onChange={(event) => onDialect(event.target.value)}
          className="h-6 max-w-56 rounded-control border border-edge bg-panel px-1 text-table text-ink"
        >
          <DialectOptions chosen={id} />
        </select>
        signs
      </h3>
      <p className="mono rounded-card border border-line bg-canvas px-2 py-1.5 text-table break-words">
        {explanation.scheme}
      </p>
    </div>
  );
}

interface KeyProps {
  explanation: Explanation;
  /** Explains the same request with another known key. */
  onKey: (id: string) => void;
}

export function Values({ explanation, onKey, valueName }: KeyProps & { valueName: string }) {
  const { received, computed, differs_at: differsAt } = explanation;
  const markFrom = differsAt === null ? null : differsAt - 1;
  return (
    <FactList>
      <Fact name="Key">
        <KeyChoice explanation={explanation} onKey={onKey} />
      </Fact>
      <Fact name={valueName}>
        {received === null ? (
          '–'
        ) : (
          <Value name={`${valueName.toLowerCase()} value`} text={received} {...{ markFrom }} />
        )}
      </Fact>
      {computed === null ? null : (
        <Fact name="Computed">
          <Value name="computed value" text={computed} markFrom={markFrom} />
          {differsAt === null ? null : (
            <span className="tabular text-table text-fail">differs at character {differsAt}</span>
          )}
        </Fact>
      )}
    </FactList>
  );
}

/** How the key is read, and whose it is: any other known one can be tried. */
function KeyChoice({ explanation, onKey }: KeyProps) {
  const { keys = [], key_id: keyId = null, key_form: form } = explanation;
  if (keys.length === 0) {
    return <span>{form}</span>;
  }
  // Masked as in the list of its owner: that tells one key from another.
  const { hint } = keys.find(({ id }) => id === keyId) ?? { hint: '' };
  const masked = hint === '' ? form : form.replace(/^\S*••••/, hint);
  return (
    <>
      <span>{masked.replace(/ \(from: .*\)$/s, '')}</span>
      <label className="flex max-w-full min-w-0 items-center gap-1 text-ink-2">
        from:
        <select
          aria-label="Key of the explanation"
          value={keyId ?? ''}
          onChange={(event) => onKey(event.target.value)}
          className="h-6 w-56 max-w-full min-w-0 shrink rounded-control border border-edge bg-panel px-1 text-table text-ink"
        >
          {keyId === null ? <option value="">none of those known</option> : null}
          {keys.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

interface ValueProps {
  name: string;
  text: string;
  markFrom: number | null;
}

/** The first character that differs is boxed: the tint alone would not be seen by everyone. */
function Value({ name, text, markFrom }: ValueProps) {
  const from = markFrom ?? text.length;
  return (
    <span className="flex min-w-0 items-start gap-1">
      <span className="mono text-table leading-6 break-all">
        {text.slice(0, from)}
        {from < text.length ? (
          <mark className="bg-fail-tint font-semibold text-fail outline-1 outline-fail">
            {text[from]}
          </mark>
        ) : null}
        {text.slice(from + 1)}
      </span>
      <CopyButton label={`Copy the ${name}`} text={text} />
    </span>
  );
}
