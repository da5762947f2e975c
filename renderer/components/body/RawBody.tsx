import { useMemo, useRef, useState } from 'react';
import { sizeText } from '../../text/amount-text.ts';
import { Button } from '../Button.tsx';
import { AsciiText } from './AsciiCell.tsx';
import { FindBar, type FindState } from './FindBar.tsx';
import { InvisibleMark } from './InvisibleMark.tsx';
import { hexRow, hexRowCount, lineStarts, piecesOfLine } from './text-lines.ts';
import { VirtualLines, type VirtualLinesHandle } from './VirtualLines.tsx';

const MAX_LINE_CHARS = 20_000;

export interface RawBodyProps {
  bytes: Uint8Array;
}

/** The bytes as text with what cannot be seen made visible, or as hex. */
export function RawBody({ bytes }: RawBodyProps) {
  const [view, setView] = useState<'text' | 'hex'>(() => (isBinary(bytes) ? 'hex' : 'text'));
  const text = useMemo(() => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), [bytes]);
  if (bytes.byteLength === 0) {
    return <p className="p-4 text-body text-ink-2">The body is empty.</p>;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-1 border-b border-line px-2">
        {(['text', 'hex'] as const).map((name) => (
          <Button
            key={name}
            look="quiet"
            aria-pressed={view === name}
            className="h-6 aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
            onClick={() => setView(name)}
          >
            {name === 'text' ? 'Text' : 'Hex'}
          </Button>
        ))}
        <span className="ml-auto text-caption text-ink-3">{sizeText(bytes.byteLength)}</span>
      </div>
      {view === 'text' ? <RawText text={text} /> : <HexView bytes={bytes} />}
    </div>
  );
}

export function RawText({ text }: { text: string }) {
  const lines = useRef<VirtualLinesHandle>(null);
  const [find, setFind] = useState<FindState>({ needle: '', offset: null });
  const starts = useMemo(() => lineStarts(text), [text]);
  function onFind(next: FindState): void {
    setFind(next);
    if (next.offset !== null) {
      lines.current?.scrollToLine(lineOf(starts, next.offset));
    }
  }
  return (
    <>
      <FindBar text={text} state={find} onChange={onFind} />
      <VirtualLines
        label="Body, as sent"
        count={starts.length}
        handle={lines}
        lineOf={(index) => (
          <TextLine key={index} line={text.slice(starts[index], starts[index + 1])} />
        )}
      />
    </>
  );
}

function TextLine({ line }: { line: string }) {
  const isCut = line.length > MAX_LINE_CHARS;
  return (
    <div className="h-5 w-max min-w-full px-3 whitespace-pre">
      {piecesOfLine(isCut ? line.slice(0, MAX_LINE_CHARS) : line).map((piece) =>
        piece.mark === null ? piece.text : <InvisibleMark key={piece.start} mark={piece.mark} />,
      )}
      {isCut ? (
        <span className="text-ink-3 select-none">
          … {(line.length - MAX_LINE_CHARS).toLocaleString('en')} more characters in this line
        </span>
      ) : null}
    </div>
  );
}

function HexView({ bytes }: { bytes: Uint8Array }) {
  return (
    <VirtualLines
      label="Body, in hex"
      count={hexRowCount(bytes)}
      lineOf={(index) => {
        const row = hexRow(bytes, index);
        return (
          <div key={row.offset} className="flex h-5 w-max gap-6 px-3 whitespace-pre">
            <span className="text-ink-3 select-none">{row.offset}</span>
            <span className="w-[49ch]">
              {row.hex.slice(0, 8).join(' ')} {row.hex.slice(8).join(' ')}
            </span>
            <span className="text-ink-2">
              <AsciiText text={row.ascii} />
            </span>
          </div>
        );
      }}
    />
  );
}

function lineOf(starts: Uint32Array, offset: number): number {
  const after = starts.findIndex((start) => start > offset);
  return (after < 0 ? starts.length : after) - 1;
}

/** A zero byte in the first part is the usual sign of something that is not text. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 4096).includes(0);
}
