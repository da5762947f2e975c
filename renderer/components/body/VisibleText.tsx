import { piecesOfLine } from './text-lines.ts';

/** Text whose invisible characters are drawn, by the style sheet: copying does not copy the marks. */
export function VisibleText({ text }: { text: string }) {
  return text.split(/(?<=\n)/).map((line, lineIndex) =>
    piecesOfLine(line).map((piece) =>
      piece.mark === null ? (
        piece.text
      ) : (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
          key={`${lineIndex} ${piece.start}`}
          data-mark={piece.mark}
          className="before:content-[attr(data-mark)]"
        >
          {piece.text === '\n' ? '\n' : ''}
        </span>
      ),
    ),
  );
}
