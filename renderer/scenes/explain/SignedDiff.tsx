import { useMemo } from 'react';
import type { Explanation } from '../../../server/contract/explain.ts';
import { bytesOfBase64, textOfBytes } from '../../components/base64.ts';
import { TextDiff } from '../../components/body/TextDiff.tsx';
import { VisibleText } from '../../components/body/VisibleText.tsx';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import { sizeText } from '../../text/amount-text.ts';
import { suspectOf } from './signed-bytes.ts';

const CONTEXT_BYTES = 60;
/** Of what differs, so much is drawn of each side. */
const SHOWN_BYTES = 16 * 1024;

interface SignedDiffProps {
  bytes: Uint8Array;
  explanation: Explanation;
  label: string;
}

/** What was received against what was signed: only where the search has found the latter. */
export function SignedDiff({ bytes, explanation, label }: SignedDiffProps) {
  const suspect = suspectOf(explanation);
  const sender = useMemo(
    () => (explanation.sender_base64 === null ? null : bytesOfBase64(explanation.sender_base64)),
    [explanation.sender_base64],
  );
  if (sender === null || suspect === null) {
    return (
      <p className="rounded-card border border-line bg-canvas p-3 text-body text-ink-2">
        {explanation.certainty === 'valid'
          ? 'No difference: these bytes are the ones that were signed.'
          : 'No other signed bytes are known to compare with.'}
      </p>
    );
  }
  if (bytes.byteLength < explanation.signed_size) {
    return (
      <p className="rounded-card border border-line bg-canvas p-3 text-body text-ink-2">
        Too long to be compared here: only the first {sizeText(bytes.byteLength)} are at hand.
      </p>
    );
  }
  const tail = explanation.signed_size - suspect.end;
  const from = Math.max(0, suspect.start - CONTEXT_BYTES);
  const received = bytes.subarray(suspect.start, suspect.end);
  const signed = sender.subarray(suspect.start, Math.max(suspect.start, sender.byteLength - tail));
  const isCut = Math.max(received.byteLength, signed.byteLength) > SHOWN_BYTES;
  return (
    <ScrollBox
      label={`${label}, received against signed`}
      className="max-h-72 overflow-y-auto rounded-card border border-line bg-canvas"
    >
      <pre className="mono p-2 text-table leading-5 break-all whitespace-pre-wrap">
        <span className="text-ink-3">
          {from > 0 ? '…' : ''}
          <VisibleText text={textOfBytes(bytes.subarray(from, suspect.start))} />
        </span>
        <TextDiff
          after={textOfBytes(received.subarray(0, SHOWN_BYTES))}
          before={textOfBytes(signed.subarray(0, SHOWN_BYTES))}
        />
        {isCut ? <span className="text-ink-3 select-none">… more differs …</span> : null}
        <span className="text-ink-3">
          <VisibleText
            text={textOfBytes(bytes.subarray(suspect.end, suspect.end + CONTEXT_BYTES))}
          />
          {suspect.end + CONTEXT_BYTES < explanation.signed_size ? '…' : ''}
        </span>
      </pre>
      <p className="border-t border-line px-2 py-1 text-caption text-ink-2">
        <ins className="bg-added px-1 no-underline">+ received only</ins>{' '}
        <del className="bg-removed px-1 no-underline">− signed only</del>
      </p>
    </ScrollBox>
  );
}
