import { CircleAlert, X } from 'lucide-react';
import type { FilterChip } from './filter-tokens.ts';

/** A token of the filter; pressing it takes it out. */
export function FilterChipButton({ chip, onRemove }: { chip: FilterChip; onRemove: () => void }) {
  const isFaulty = chip.error !== null;
  return (
    <button
      type="button"
      data-chip
      aria-label={`Remove ${chip.token}`}
      onClick={onRemove}
      className={`mono inline-flex h-6 max-w-60 items-center gap-1 rounded-control px-1.5 text-table ${
        isFaulty ? 'bg-fail-tint text-fail' : 'bg-selected text-ink'
      }`}
    >
      {isFaulty ? <CircleAlert size={14} strokeWidth={1.5} aria-hidden /> : null}
      <span className="truncate">{chip.token}</span>
      <X size={12} strokeWidth={1.75} className="shrink-0" aria-hidden />
    </button>
  );
}
