import { Fragment, useEffect, useRef } from 'react';
import type { Attempt, DeliveryDetail } from '../../../server/contract/delivery.ts';
import { AttemptMark } from '../../components/DeliveryMark.tsx';
import { Status } from '../../components/Status.tsx';
import { clockText, TimeText } from '../../components/TimeText.tsx';
import { durationText } from '../../text/amount-text.ts';

interface AttemptTimelineProps {
  detail: DeliveryDetail;
  chosen: number | null;
  onChoose: (attempt: number) => void;
}

/** Each attempt, the time between them, and when the next one is due. */
export function AttemptTimeline({ detail, chosen, onChoose }: AttemptTimelineProps) {
  const { attempts, next_attempt_at: nextAt } = detail;
  if (attempts.length === 0 && nextAt === null) {
    return null;
  }
  const last = attempts.at(-1);
  return (
    <ol
      aria-label={`Attempts, ${attempts.length} of ${Math.max(attempts.length, detail.attempts_planned)} made`}
      className="relative flex shrink-0 items-stretch overflow-x-auto border-y border-line bg-canvas px-3 py-2"
    >
      {attempts.map((attempt, index) => (
        <Fragment key={attempt.id}>
          {index === 0 ? null : (
            <Gap from={attempts[index - 1]?.started_at} to={attempt.started_at} />
          )}
          <li>
            <AttemptButton
              attempt={attempt}
              isChosen={attempt.number === chosen}
              onChoose={onChoose}
            />
          </li>
        </Fragment>
      ))}
      {nextAt === null ? null : (
        <>
          {last ? <Gap from={last.started_at} to={nextAt} /> : null}
          <li className="grid content-center justify-items-center px-2 text-caption">
            <Status kind="pending">
              <TimeText instant={nextAt} hasMilliseconds={false} />
            </Status>
            <span className="text-ink-3">next</span>
          </li>
        </>
      )}
    </ol>
  );
}

function Gap({ from, to }: { from: string | undefined; to: string }) {
  const gapMs = Math.max(0, Date.parse(to) - Date.parse(from ?? to));
  return (
    <li className="flex min-w-20 items-center gap-1 px-1 pb-4 text-caption whitespace-nowrap text-ink-3">
      <span className="h-px flex-1 bg-edge" aria-hidden="true" />
      {durationText(gapMs)}
      <span className="h-px flex-1 bg-edge" aria-hidden="true" />
    </li>
  );
}

interface AttemptButtonProps {
  attempt: Attempt;
  isChosen: boolean;
  onChoose: (attempt: number) => void;
}

function AttemptButton({ attempt, isChosen, onChoose }: AttemptButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  // The one that is told below is in view, however many there are.
  useEffect(() => {
    if (isChosen) {
      button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }, [isChosen]);
  return (
    <button
      ref={button}
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(attempt.number)}
      className="grid scroll-mx-3 justify-items-center gap-0.5 rounded-control px-2 py-1 hover:bg-raised aria-pressed:bg-selected aria-pressed:shadow-[inset_0_-2px_0_var(--accent)]"
    >
      <span className="flex items-center gap-1">
        <span className="mono text-table">{clockText(attempt.started_at, false)}</span>
        <AttemptMark attempt={attempt} />
      </span>
      <span className="text-caption text-ink-3">
        #{attempt.number} · {durationText(attempt.timing.total_ms)}
        {attempt.cause === 'schedule' ? '' : ` · ${attempt.cause}`}
      </span>
    </button>
  );
}
