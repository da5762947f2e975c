import { ContextMenu as Radix } from 'radix-ui';
import { type ReactNode, type TouchEvent, useRef, useState } from 'react';
import type { GridColumn } from './grid-columns.ts';

export interface GridCellMenuProps<R> {
  columns: readonly GridColumn<R>[];
  rowOf: (id: string) => R | undefined;
  /** Puts a token into the filter: `event:order.created`, or with `-` in front. */
  onToken: (token: string) => void;
  isSelected: (id: string) => boolean;
  /** Adds the row to those that are selected, or takes it out; none: nothing is done with several. */
  onSelect: ((id: string) => void) | undefined;
  children: ReactNode;
}

interface CellTokens {
  columnId: string;
  title: string;
  token: string;
}

/**
 * "Only this" and "Not this" on a cell; where it has none, and for the row as a whole, on each cell
 * of it. By a long press too, where it begins a selection of several.
 */
export function GridCellMenu<R>(props: GridCellMenuProps<R>) {
  const { columns, rowOf, onToken, isSelected, onSelect, children } = props;
  const [tokens, setTokens] = useState<readonly CellTokens[]>([]);
  const [rowId, setRowId] = useState('');
  const [hasOffer, setHasOffer] = useState(false);
  const longPress = useLongPress();
  /** Whether there is anything to offer. */
  function aimAt(target: EventTarget): boolean {
    const id = rowIdAt(target);
    const row = rowOf(id);
    const found = row === undefined ? [] : tokensAt(target, columns, row);
    setRowId(id);
    setTokens(found);
    const isSome = row !== undefined && (found.length > 0 || onSelect !== undefined);
    setHasOffer(isSome);
    return isSome;
  }
  return (
    <Radix.Root modal={false} onOpenChange={longPress.onOpenChange}>
      <Radix.Trigger asChild>
        <div
          className="flex min-h-0 flex-1 flex-col"
          onContextMenuCapture={(event) => aimAt(event.target) || event.preventDefault()}
          // Not every browser tells of a long press by that event.
          onPointerDownCapture={(event) => {
            const isFinger = event.pointerType !== 'mouse';
            longPress.onDown(isFinger);
            if (isFinger) {
              aimAt(event.target);
            }
          }}
          onTouchEndCapture={longPress.onTouchEnd}
        >
          {children}
        </div>
      </Radix.Trigger>
      <Radix.Portal container={document.querySelector('main')}>
        {hasOffer ? (
          <Radix.Content
            aria-label="This row"
            collisionPadding={8}
            className="z-50 max-h-[60vh] max-w-[min(24rem,var(--radix-context-menu-content-available-width))] min-w-[min(13rem,var(--radix-context-menu-content-available-width))] overflow-y-auto rounded-card border border-line bg-panel p-1 text-body text-ink shadow-float"
          >
            {tokens.map(({ columnId, title, token }) => (
              <Radix.Group key={columnId}>
                <Radix.Label className="px-2 py-1 text-caption text-ink-3">
                  {title}: <span className="mono break-all">{token}</span>
                </Radix.Label>
                <TokenItem onSelect={() => onToken(token)}>Only this</TokenItem>
                <TokenItem onSelect={() => onToken(`-${token}`)}>Not this</TokenItem>
              </Radix.Group>
            ))}
            {onSelect ? (
              <>
                {tokens.length > 0 ? <Radix.Separator className="my-1 h-px bg-line" /> : null}
                <TokenItem onSelect={() => onSelect(rowId)}>
                  {isSelected(rowId) ? 'Deselect' : 'Select'}
                </TokenItem>
              </>
            ) : null}
          </Radix.Content>
        ) : null}
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The finger that opened the menu by a long press is lifted off the row: that is no tap on it. */
function useLongPress() {
  const state = useRef({ isDown: false, hasOpened: false });
  return {
    onDown: (isFinger: boolean) => {
      state.current = { isDown: isFinger, hasOpened: false };
    },
    onOpenChange: (isOpen: boolean) => {
      if (isOpen && state.current.isDown) {
        state.current.hasOpened = true;
      }
    },
    onTouchEnd: (event: TouchEvent) => {
      if (state.current.hasOpened) {
        event.preventDefault();
      }
      state.current.isDown = false;
    },
  };
}

function TokenItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className="flex min-h-7 items-center rounded-control px-2 outline-none data-highlighted:bg-selected"
    >
      {children}
    </Radix.Item>
  );
}

function rowIdAt(target: EventTarget): string {
  const element = target instanceof Element ? target : null;
  return element?.closest<HTMLElement>('[data-row-id]')?.dataset.rowId ?? '';
}

function tokensAt<R>(target: EventTarget, columns: readonly GridColumn<R>[], row: R): CellTokens[] {
  const element = target instanceof Element ? target : null;
  const columnId = element?.closest<HTMLElement>('[data-column-id]')?.dataset.columnId;
  const all = columns.flatMap((column) => {
    const token = column.tokenOf?.(row) ?? null;
    return token === null ? [] : [{ columnId: column.id, title: column.title, token }];
  });
  // A time or a number is no filter: the row's other cells are.
  const ofCell = all.filter((one) => one.columnId === columnId);
  return ofCell.length > 0 ? ofCell : all;
}

/** Opens the menu of the active row, as ⇧F does. */
export function openRowMenu(): void {
  const grid = document.querySelector('[role="grid"], [role="treegrid"]');
  const row = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '');
  const bounds = row?.getBoundingClientRect();
  if (row && bounds) {
    row.dispatchEvent(
      new window.MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: bounds.left + 80,
        clientY: bounds.bottom,
      }),
    );
  }
}
