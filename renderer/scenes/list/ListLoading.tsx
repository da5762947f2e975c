import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { countText } from '../../text/amount-text.ts';

const SKELETON_AFTER_MS = 150;
const TEXT_AFTER_MS = 2_000;
const ROW_WIDTHS = [72, 58, 80, 64, 76, 52, 68, 60];

/** Nothing for a moment, then rows without text, then what is being waited for. */
export function ListLoading({ noun }: { noun: 'requests' | 'deliveries' }) {
  const waitedMs = useWait([SKELETON_AFTER_MS, TEXT_AFTER_MS]);
  const { link } = useWorkbench();
  const ledger = useStore(link, (state) => state.stats?.ledger);
  const total = noun === 'requests' ? ledger?.captures.stored : ledger?.deliveries.total;
  if (waitedMs < SKELETON_AFTER_MS) {
    return null;
  }
  return (
    <div className="py-1">
      <div aria-hidden="true">
        {ROW_WIDTHS.map((width) => (
          <div key={width} className="flex h-(--row-height) items-center px-3">
            <div className="skeleton h-3" style={{ width: `${width}%` }} />
          </div>
        ))}
      </div>
      {waitedMs < TEXT_AFTER_MS ? null : (
        <p className="px-3 py-2 text-body text-ink-2">
          Loading {total === undefined ? noun : `${countText(total)} ${noun}`}…
        </p>
      )}
    </div>
  );
}

/** The largest of these waits that is over. */
function useWait(waitsMs: readonly [number, number]): number {
  const [waitedMs, setWaitedMs] = useState(0);
  const [first, second] = waitsMs;
  useEffect(() => {
    const timers = [first, second].map((wait) => setTimeout(() => setWaitedMs(wait), wait));
    return () => timers.forEach(clearTimeout);
  }, [first, second]);
  return waitedMs;
}
