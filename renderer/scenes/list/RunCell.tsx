import { ChevronDown, ChevronRight, Zap } from 'lucide-react';
import { StatusGlyph } from '../../components/Status.tsx';
import { clockText } from '../../components/TimeText.tsx';
import type { RunLine } from '../../stores/run-rows.ts';
import { countText } from '../../text/amount-text.ts';

interface RunCellProps {
  run: RunLine;
  isOpen: boolean;
  onToggle: () => void;
}

/** A burst as one line: what, how many, how they fared, when. */
export function RunCell({ run, isOpen, onToggle }: RunCellProps) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span
        aria-hidden="true"
        data-run-toggle
        title={isOpen ? 'Close (←)' : 'Open (→)'}
        className="grid size-6 shrink-0 cursor-pointer place-items-center rounded-control text-ink-2 hover:bg-raised hover:text-ink"
        onMouseDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onClick={onToggle}
      >
        <Chevron size={16} strokeWidth={1.75} />
      </span>
      <Zap size={14} strokeWidth={1.75} className="shrink-0 text-ink-3" aria-hidden />
      <span className="truncate">
        Burst <span className="font-medium">{run.event_type ?? ''}</span>{' '}
        <span className="tabular">×{countText(run.count)}</span>
      </span>
      <RunCounts run={run} />
      <span className="mono ml-auto shrink-0 pr-2 text-ink-2 max-[560px]:hidden">
        {clockText(run.first_at, false)}–{clockText(run.last_at, false)}
      </span>
    </span>
  );
}

function RunCounts({ run }: { run: RunLine }) {
  const counts = [
    ['delivered', run.good],
    ['failed', run.bad],
    ['pending', run.open],
    ['disabled', run.cancelled],
  ] as const;
  return (
    <span className="tabular flex shrink-0 items-center gap-2">
      {counts.map(([kind, count]) =>
        count === 0 ? null : (
          <span key={kind} className="flex items-center gap-1">
            {countText(count)} <StatusGlyph kind={kind} />
          </span>
        ),
      )}
    </span>
  );
}
