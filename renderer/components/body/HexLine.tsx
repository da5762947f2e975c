import { AsciiCell } from './AsciiCell.tsx';
import { hexRow, ROW_BYTES } from './text-lines.ts';

interface HexLineProps {
  bytes: Uint8Array;
  index: number;
  /** Classes of the byte at an offset. */
  lookAt: (offset: number) => string;
}

/** Sixteen bytes in hex and as text, each with a look of its own. */
export function HexLine({ bytes, index, lookAt }: HexLineProps) {
  const row = hexRow(bytes, index);
  const looks = row.hex.map((_, at) => lookAt(index * ROW_BYTES + at));
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
