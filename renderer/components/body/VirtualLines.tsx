import { type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { ScrollBox } from '../ScrollBox.tsx';

const LINE_PX = 20;
const OVERSCAN_LINES = 10;
/** Browsers cut elements that are taller than this. */
const MAX_HEIGHT_PX = 30_000_000;

export interface VirtualLinesHandle {
  scrollToLine(line: number): void;
}

export interface VirtualLinesProps {
  label: string;
  count: number;
  lineOf: (index: number) => ReactNode;
  handle?: Ref<VirtualLinesHandle>;
}

/** Lines of one height, of which only those in view are in the document. */
export function VirtualLines({ label, count, lineOf, handle }: VirtualLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, rows: 60 });
  useImperativeHandle(handle, () => ({
    scrollToLine(line) {
      const element = box.current;
      if (element) {
        element.scrollTop = Math.max(0, line * LINE_PX - element.clientHeight / 2);
      }
    },
  }));
  function onScroll(): void {
    const element = box.current;
    if (element) {
      const first = Math.max(0, Math.floor(element.scrollTop / LINE_PX) - OVERSCAN_LINES);
      const rows = Math.ceil(element.clientHeight / LINE_PX) + 2 * OVERSCAN_LINES;
      setView((before) =>
        before.first === first && before.rows === rows ? before : { first, rows },
      );
    }
  }
  const height = Math.min(count * LINE_PX, MAX_HEIGHT_PX);
  const first = Math.min(view.first, Math.max(0, count - 1));
  const last = Math.min(count, first + view.rows);
  return (
    <ScrollBox
      ref={box}
      label={label}
      onScroll={onScroll}
      className="mono min-h-0 flex-1 overflow-auto py-2 text-table leading-5"
    >
      <div style={{ height, position: 'relative' }} className="min-w-full w-max">
        <div style={{ height: first * LINE_PX }} />
        {Array.from({ length: last - first }, (_, offset) => lineOf(first + offset))}
      </div>
    </ScrollBox>
  );
}
