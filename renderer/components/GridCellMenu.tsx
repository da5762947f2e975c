import { ContextMenu as Radix } from 'radix-ui';
import { type MouseEvent, type ReactNode, useState } from 'react';
import type { GridColumn } from './grid-columns.ts';

export interface GridCellMenuProps<R> {
  columns: readonly GridColumn<R>[];
  rowOf: (id: string) => R | undefined;
  /** Puts a token into the filter: `event:order.created`, or with `-` in front. */
  onToken: (token: string) => void;
  children: ReactNode;
}

interface CellTokens {
  columnId: string;
  title: string;
  token: string;
}

/** "Only this" and "Not this" on a cell; where it has none, and for the row as a whole, on each cell of it. */
export function GridCellMenu<R>({ columns, rowOf, onToken, children }: GridCellMenuProps<R>) {
  const [tokens, setTokens] = useState<readonly CellTokens[]>([]);
  function onContextMenu(event: MouseEvent<HTMLElement>): void {
    const found = tokensAt(event.target, columns, rowOf);
    setTokens(found);
    if (found.length === 0) {
      event.preventDefault();
    }
  }
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>
        <div className="flex min-h-0 flex-1 flex-col" onContextMenuCapture={onContextMenu}>
          {children}
        </div>
      </Radix.Trigger>
      <Radix.Portal container={document.querySelector('main')}>
        <Radix.Content
          aria-label="Filter by this cell"
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
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
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

function tokensAt<R>(
  target: EventTarget,
  columns: readonly GridColumn<R>[],
  rowOf: (id: string) => R | undefined,
): CellTokens[] {
  const element = target instanceof Element ? target : null;
  const rowElement = element?.closest<HTMLElement>('[data-row-id]');
  const row = rowOf(rowElement?.dataset.rowId ?? '');
  if (row === undefined) {
    return [];
  }
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
