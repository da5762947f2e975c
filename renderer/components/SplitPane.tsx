import { ArrowLeft } from 'lucide-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useRef,
} from 'react';
import { Button } from './Button.tsx';
import { useFocusOfSides } from './use-focus-of-sides.ts';
import { useBreadth } from './use-media.ts';

const MIN_SHARE = 0.2;
const MAX_SHARE = 0.8;
const KEY_STEP = 0.02;

export interface SplitPaneProps {
  list: ReactNode;
  /** Null: nothing is selected. */
  inspector: ReactNode | null;
  /** What fills the inspector's place on wide screens while nothing is selected. */
  placeholder?: ReactNode;
  /** The list's share of the room, 0.2 to 0.8. */
  share: number;
  onShare: (share: number) => void;
  /** Turned by the person: stacked where it would be side by side, and the other way round. */
  isTurned: boolean;
  onBack: () => void;
  listName: string;
  /** Where there is one pane, the list has it, whatever is selected. */
  isListKept?: boolean;
}

/**
 * List and inspector: side by side, above each other, or one at a time with a way back. The list
 * stays the same element in all of them: it keeps its place, its focus and its selection.
 */
export function SplitPane(props: SplitPaneProps) {
  const { list, share, onShare, isTurned, onBack, listName } = props;
  const breadth = useBreadth();
  const box = useRef<HTMLDivElement>(null);
  const isNarrow = breadth === 'narrow';
  const isStacked = isNarrow || (breadth === 'middle') !== isTurned;
  const second = secondOf(props, isNarrow);
  useFocusOfSides(box, { isListShown: !isNarrow || second === null, isOpen: second !== null });
  const hasBoth = second !== null && !isNarrow;
  const isAlone = second !== null && isNarrow;
  return (
    <div
      ref={box}
      data-is-alone={isAlone || undefined}
      className={`flex min-h-0 min-w-0 flex-1 short:min-h-80 short:shrink-0 ${isStacked ? 'flex-col' : ''}`}
    >
      <ListRoom isHidden={isAlone} size={hasBoth ? sizeOf(share, isStacked) : null}>
        {list}
      </ListRoom>
      {hasBoth ? <Splitter {...{ box, isStacked, share, onShare }} /> : null}
      {second === null ? null : (
        <div data-pane="Inspector" className="flex min-h-0 min-w-0 flex-1 flex-col">
          {isNarrow ? <BackBar listName={listName} onBack={onBack} /> : null}
          {second}
        </div>
      )}
    </div>
  );
}

function secondOf(props: SplitPaneProps, isNarrow: boolean): ReactNode | null {
  const { inspector, placeholder, isListKept } = props;
  if (isNarrow) {
    return isListKept ? null : inspector;
  }
  return inspector ?? placeholder ?? null;
}

/** Neither side becomes too small to be read. */
export function clampShare(share: number): number {
  return Math.min(MAX_SHARE, Math.max(MIN_SHARE, share));
}

function sizeOf(share: number, isStacked: boolean): ListRoomProps['size'] {
  return isStacked ? { height: `${share * 100}%` } : { width: `${share * 100}%` };
}

interface ListRoomProps {
  isHidden: boolean;
  /** Null: all the room there is. */
  size: { width?: string; height?: string } | null;
  children: ReactNode;
}

function ListRoom({ isHidden, size, children }: ListRoomProps) {
  const look = `${isHidden ? 'hidden' : 'flex'} ${size === null ? 'flex-1' : ''}`;
  return (
    <div data-pane="List" className={`min-h-0 min-w-0 flex-col ${look}`} style={size ?? {}}>
      {children}
    </div>
  );
}

function BackBar({ listName, onBack }: { listName: string; onBack: () => void }) {
  return (
    <div className="border-b border-line bg-panel p-1">
      <Button look="quiet" icon={ArrowLeft} onClick={onBack}>
        Back to {listName}
      </Button>
    </div>
  );
}

interface SplitterProps {
  box: RefObject<HTMLDivElement | null>;
  isStacked: boolean;
  share: number;
  onShare: (share: number) => void;
}

function Splitter({ box, isStacked, share, onShare }: SplitterProps) {
  function setClamped(next: number): void {
    onShare(clampShare(next));
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const bounds = box.current?.getBoundingClientRect();
    if (!bounds || !event.currentTarget.hasPointerCapture(event.pointerId)) {
      return;
    }
    setClamped(
      isStacked
        ? (event.clientY - bounds.top) / bounds.height
        : (event.clientX - bounds.left) / bounds.width,
    );
  }
  function onKeyDown(event: KeyboardEvent): void {
    const next = shareAfterKey(event.key, share, isStacked);
    if (next !== null) {
      event.preventDefault();
      setClamped(next);
    }
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label="Size of list and inspector"
      aria-orientation={isStacked ? 'horizontal' : 'vertical'}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={MIN_SHARE * 100}
      aria-valuemax={MAX_SHARE * 100}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onShare(0.5)}
      className={`ring-inside group relative z-10 shrink-0 touch-none bg-line hover:bg-accent ${
        isStacked
          ? 'h-px cursor-row-resize before:absolute before:inset-x-0 before:-inset-y-1'
          : 'w-px cursor-col-resize before:absolute before:-inset-x-1 before:inset-y-0'
      } focus-visible:bg-accent`}
    />
  );
}

function shareAfterKey(key: string, share: number, isStacked: boolean): number | null {
  const keys = isStacked ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  const moves: Record<string, number> = {
    [keys[0] ?? '']: share - KEY_STEP,
    [keys[1] ?? '']: share + KEY_STEP,
    Home: MIN_SHARE,
    End: MAX_SHARE,
    Enter: 0.5,
  };
  return moves[key] ?? null;
}
