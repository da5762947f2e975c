import { useEffect, useRef } from 'react';
import type { Explanation } from '../../../server/contract/explain.ts';
import { AsciiCell } from '../../components/body/AsciiCell.tsx';
import { hexRow, hexRowCount } from '../../components/body/text-lines.ts';
import { VirtualLines, type VirtualLinesHandle } from '../../components/body/VirtualLines.tsx';
import { partAt, suspectOf } from './signed-bytes.ts';
import { PART_LOOKS } from './span-looks.ts';

const ROW_BYTES = 16;
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
        lineOf={(index) => <HexLine key={index} {...{ bytes, index, spans: explanation.spans }} />}
      />
    </div>
  );
}

interface HexLineProps {
  bytes: Uint8Array;
  index: number;
  spans: Explanation['spans'];
}

function HexLine({ bytes, index, spans }: HexLineProps) {
  const row = hexRow(bytes, index);
  const looks = row.hex.map((_, at) => PART_LOOKS[partAt(spans, index * ROW_BYTES + at)]);
  return (
    <div className="flex h-5 w-max gap-4 px-3 whitespace-pre">
      <span className="text-ink-3 select-none">{row.offset}</span>
      <span className="w-[49ch]">
        {row.hex.map((pair, at) => (
          <span key={`${row.offset} ${at.toString()}`}>
            <span className={looks[at]}>{pair}</span>
            {at === 7 ? '  ' : ' '}
          </span>
        ))}
      </span>
      <span className="w-[16ch]">
        {[...row.ascii].map((char, at) => (
          <span key={`${row.offset} ${at.toString()}`} className={looks[at]}>
            <AsciiCell char={char} />
          </span>
        ))}
      </span>
    </div>
  );
}
