import type { Explanation } from '../../../server/contract/explain.ts';
import { triedText } from './tried-text.ts';

const FAMILIES =
  'every known secret and the forms it can be read in; the body written anew, with other line ends, another charset, compressed or as a form; the time in other units; other encodings, parts, separators and algorithms; the schemes of other dialects';

/** How far the search went; opened, which variant yields the value, or all that did not. */
export function TriedVariants({ explanation }: { explanation: Explanation }) {
  const text = triedText(explanation);
  const found = explanation.causes.filter(({ certainty }) => certainty === 'proved');
  if (explanation.variants_tried === 0) {
    return <p className="tabular text-table text-ink-2">{text}</p>;
  }
  return (
    <details className="text-table text-ink-2">
      <summary className="tabular min-h-6 w-fit rounded-control">{text}</summary>
      {found.length === 0 ? (
        <p className="mt-1 pl-4">Tried: {FAMILIES}.</p>
      ) : (
        <ul className="mt-1 grid gap-1 pl-4">
          {found.map(({ code, sentence, evidence }) => (
            <li key={code + sentence}>
              {sentence} <span className="break-all">{evidence}</span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
