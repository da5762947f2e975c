import { useEffect, useMemo, useState } from 'react';
import { VisibleText } from './VisibleText.tsx';

/** Longer texts are shown as a whole: comparing them word by word would take too long. */
const MAX_WORD_DIFF_CHARS = 20_000;

interface Change {
  kind: 'same' | 'before' | 'after';
  text: string;
}

export interface TextDiffProps {
  before: string;
  after: string;
}

/** One text with what went away and what came, each with its sign: inline, inside a `pre`. */
export function TextDiff({ before, after }: TextDiffProps) {
  const changes = useWordChanges(before, after);
  return changes.map((change, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: changes have no identity but their place
    return <ChangeText key={index} change={change} />;
  });
}

function ChangeText({ change: { kind, text } }: { change: Change }) {
  if (kind === 'same') {
    return <VisibleText text={text} />;
  }
  return kind === 'after' ? (
    <ins className="bg-added no-underline">
      <span className="select-none">+</span>
      <VisibleText text={text} />
    </ins>
  ) : (
    <del className="bg-removed no-underline">
      <span className="select-none">−</span>
      <VisibleText text={text} />
    </del>
  );
}

/** Both texts as a whole at first; word by word once the library is there. */
function useWordChanges(before: string, after: string): Change[] {
  const whole = useMemo(() => wholeChange(before, after), [before, after]);
  const [words, setWords] = useState<{ whole: Change[]; changes: Change[] } | null>(null);
  useEffect(() => {
    if (whole.length < 2 || before.length + after.length > MAX_WORD_DIFF_CHARS) {
      return;
    }
    let isCurrent = true;
    import('diff')
      .then(({ diffWordsWithSpace }) => {
        const changes = diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
          kind: added ? ('after' as const) : removed ? ('before' as const) : ('same' as const),
          text: value,
        }));
        if (isCurrent) {
          setWords({ whole, changes });
        }
      })
      .catch((error: unknown) => console.warn('No difference by words:', error));
    return () => {
      isCurrent = false;
    };
  }, [whole, before, after]);
  return words?.whole === whole ? words.changes : whole;
}

function wholeChange(before: string, after: string): Change[] {
  if (before === after) {
    return [{ kind: 'same', text: after }];
  }
  return [
    { kind: 'before' as const, text: before },
    { kind: 'after' as const, text: after },
  ].filter(({ text }) => text !== '');
}
