import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ComposedEvent, hasBraces, sentSizeText } from './compose-event.ts';
import type { PreviewState } from './use-preview.ts';

interface PayloadFootProps {
  event: ComposedEvent;
  preview: PreviewState;
  isPreviewing: boolean;
  onPreviewing: (isOn: boolean) => void;
  onTemplate: (isOn: boolean) => void;
}

/** Under the payload: its true size on the wire, and whether its braces are filled in. */
export function PayloadFoot(props: PayloadFootProps) {
  const { event, preview, isPreviewing, onPreviewing, onTemplate } = props;
  const Arrow = isPreviewing ? ChevronDown : ChevronRight;
  const requests = preview.preview?.requests;
  return (
    <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-2 py-1 text-table">
      <button
        type="button"
        aria-expanded={isPreviewing}
        onClick={() => onPreviewing(!isPreviewing)}
        className="ring-inside flex min-h-6 items-center gap-1 rounded-control pr-2 text-ink-2 hover:bg-raised"
      >
        <Arrow size={14} strokeWidth={1.75} aria-hidden />
        Preview
      </button>
      {hasBraces(event.template) ? (
        <label className="flex min-h-6 items-center gap-1.5 text-ink-2">
          <input
            type="checkbox"
            checked={event.isTemplate}
            onChange={(change) => onTemplate(change.target.checked)}
            className="size-4 accent-accent-fill"
          />
          Fill in {'{{ }}'} for each event
        </label>
      ) : (
        <span className="text-ink-3 @max-2xl:hidden">
          <code className="mono">{'{{uuid}}'}</code>, <code className="mono">{'{{fake.…}}'}</code>{' '}
          are filled in
        </span>
      )}
      <span className="tabular ml-auto text-ink-2">
        {requests && preview.fault === null
          ? sentSizeText(requests.map(({ body_size }) => body_size))
          : ''}
      </span>
    </div>
  );
}
