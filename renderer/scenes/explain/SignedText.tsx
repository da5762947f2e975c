import type { Explanation } from '../../../server/contract/explain.ts';
import { textOfBytes } from '../../components/base64.ts';
import { VisibleText } from '../../components/body/VisibleText.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import { countText } from '../../text/amount-text.ts';
import { runsOf, suspectOf } from './signed-bytes.ts';
import { PART_LOOKS } from './span-looks.ts';

/** So much is drawn as wrapped text at once; it is cut around what is suspect. */
const WINDOW_BYTES = 16 * 1024;

interface SignedViewProps {
  bytes: Uint8Array;
  explanation: Explanation;
  label: string;
}

export function SignedText({ bytes, explanation, label }: SignedViewProps) {
  const suspect = suspectOf(explanation);
  const isShort = bytes.byteLength <= WINDOW_BYTES;
  const from = isShort ? 0 : Math.max(0, (suspect?.start ?? 0) - WINDOW_BYTES / 2);
  const to = Math.min(bytes.byteLength, from + WINDOW_BYTES);
  const runs = runsOf(explanation.spans, bytes.byteLength)
    .map((run) => ({ ...run, start: Math.max(run.start, from), end: Math.min(run.end, to) }))
    .filter((run) => run.end > run.start);
  return (
    <ScrollBox
      label={`${label} as text`}
      className="max-h-72 overflow-y-auto rounded-card border border-line bg-canvas"
    >
      <pre className="mono p-2 text-table leading-5 break-all whitespace-pre-wrap">
        {from > 0 ? <Left count={from} /> : null}
        {runs.map((run) => (
          <span key={run.start} className={PART_LOOKS[run.part]}>
            <VisibleText text={textOfBytes(bytes.subarray(run.start, run.end))} />
          </span>
        ))}
        {to < bytes.byteLength ? <Left count={bytes.byteLength - to} /> : null}
      </pre>
    </ScrollBox>
  );
}

function Left({ count }: { count: number }) {
  return <span className="text-ink-3 select-none">… {countText(count)} more bytes …</span>;
}
