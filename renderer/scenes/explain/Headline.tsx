import { BadgeCheck, CircleHelp, Scale } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Cause, Explanation } from '../../../server/contract/explain.ts';
import { Fact, FactList } from '../../components/Scene.tsx';
import { VerdictMark } from '../../components/Status.tsx';

interface HeadlineProps {
  explanation: Explanation;
  /** A pasted value is explained, not what was sent. */
  isOfValue?: boolean;
  /** What can be done about a cause. */
  children?: ReactNode;
}

/** The cause in one sentence with how sure it is, why it usually happens, and what mends it. */
export function Headline({ explanation, isOfValue = false, children }: HeadlineProps) {
  const { causes, report } = explanation;
  return (
    <section aria-label={isOfValue ? 'Cause of the value' : 'Cause'} className="grid gap-2">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        {isOfValue ? null : <VerdictMark verdict={report.verdict} />}
        <p className="min-w-0 flex-1 basis-64 text-pane font-semibold">{explanation.headline}</p>
        <CertaintyMark certainty={explanation.certainty} />
      </div>
      {causes.map((cause, index) => (
        <CauseFacts
          key={cause.code + cause.sentence}
          cause={cause}
          rank={causes.length > 1 ? index + 1 : null}
        />
      ))}
      {children && causes.length > 0 ? (
        <div className="flex flex-wrap gap-2">{children}</div>
      ) : null}
    </section>
  );
}

function CauseFacts({ cause, rank }: { cause: Cause; rank: number | null }) {
  return (
    <div className="grid gap-1 border-l-2 border-line pl-3">
      {rank === null ? null : (
        <p className="text-body font-medium">
          <span className="tabular text-ink-3">{rank}. </span>
          {cause.sentence}
        </p>
      )}
      <FactList>
        <Fact name="Usual reason">
          <span>{withCode(cause.usual_reason)}</span>
        </Fact>
        <Fact name="Fix">
          <span>{withCode(cause.fix)}</span>
        </Fact>
        {cause.certainty === 'likely' ? <Fact name="Evidence">{cause.evidence}</Fact> : null}
      </FactList>
    </div>
  );
}

/** What stands between backticks is a word of code. */
function withCode(text: string): ReactNode[] {
  return text.split(/`([^`]+)`/).map((piece, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places
      <code key={index} className="mono">
        {piece}
      </code>
    ) : (
      piece
    ),
  );
}

const CERTAINTIES = {
  proved: {
    icon: BadgeCheck,
    look: 'border-ok bg-ok-tint text-ok',
    word: 'PROVED',
    title: 'Recomputed with this change, the received value comes out.',
  },
  likely: {
    icon: Scale,
    look: 'border-warn border-dashed bg-warn-tint text-warn',
    word: 'LIKELY',
    title: 'The evidence speaks for it; no recomputed variant proves it.',
  },
  unknown: {
    icon: CircleHelp,
    look: 'border-edge bg-idle-tint text-idle',
    word: 'UNKNOWN',
    title: 'Nothing that was tried yields the received value.',
  },
};

function CertaintyMark({ certainty }: { certainty: Explanation['certainty'] }) {
  if (certainty === 'valid') {
    return null;
  }
  const { icon: Icon, look, word, title } = CERTAINTIES[certainty];
  return (
    <span
      title={title}
      className={`inline-flex h-5 items-center gap-1 rounded-control border px-1.5 text-caption font-semibold ${look}`}
    >
      <Icon size={12} strokeWidth={2} aria-hidden />
      {word}
    </span>
  );
}
