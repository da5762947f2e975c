import { useEffect, useRef } from 'react';
import type { Explanation } from '../../../server/contract/explain.ts';
import { HexLine } from '../../components/body/HexLine.tsx';
import { hexRowCount, ROW_BYTES } from '../../components/body/text-lines.ts';
import { VirtualLines, type VirtualLinesHandle } from '../../components/body/VirtualLines.tsx';
import { partAt, suspectOf } from './signed-bytes.ts';
import { PART_LOOKS } from './span-looks.ts';

const MAX_ROWS_SHOWN = 14;

interface SignedHexProps {
  bytes: Uint8Array;
  explanation: Explanation;
  label: string;
}

/** Sixteen bytes a row in the colours of their parts; the suspect ones are boxed. */
export function SignedHex({ bytes, explanation, label }: SignedHexProps) {
  const lines = useRef<VirtualLinesHandle>(null);
  const suspect = suspectOf(explanation);
  const suspectRow = suspect === null ? null : Math.floor(suspect.start / ROW_BYTES);
  useEffect(() => {
    if (suspectRow !== null) {
      lines.current?.scrollToLine(suspectRow);
    }
  }, [suspectRow]);
  const count = hexRowCount(bytes);
  const lookAt = (offset: number) => PART_LOOKS[partAt(explanation.spans, offset)];
  const height = (Math.min(count, MAX_ROWS_SHOWN) + 1) * 20 + 12;
  return (
    <div
      style={{ height }}
      className="flex flex-col overflow-hidden rounded-card border border-line bg-canvas"
    >
      <VirtualLines
        label={`${label} in hex`}
        count={count}
        handle={lines}
        lineOf={(index) => <HexLine key={index} {...{ bytes, index, lookAt }} />}
      />
    </div>
  );
}
