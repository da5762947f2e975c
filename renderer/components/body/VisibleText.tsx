import { InvisibleMark } from './InvisibleMark.tsx';
import { piecesOfLine } from './text-lines.ts';

/** Text whose invisible characters are drawn, by the style sheet: copying does not copy the marks. */
export function VisibleText({ text }: { text: string }) {
  return text.split(/(?<=\n)/).map((line, lineIndex) =>
    piecesOfLine(line).map((piece) =>
      piece.mark === null ? (
        piece.text
      ) : (
        <InvisibleMark
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
          key={`${lineIndex} ${piece.start}`}
          mark={piece.mark}
          text={piece.text === '\n' ? '\n' : ''}
        />
      ),
    ),
  );
}
