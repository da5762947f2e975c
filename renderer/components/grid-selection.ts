export interface GridSelection {
  /** Moved by the arrow keys, and shown in the inspector once opened. */
  activeId: string | null;
  selectedIds: ReadonlySet<string>;
  /** Where ⇧ started. */
  anchorId: string | null;
  /** Rows are being picked one by one, or passed by arrow keys: where there is one pane, the list keeps it. */
  isPicking?: boolean;
  /** Every tap or click adds a row or takes it out: there is no ⌘ on a touch screen. */
  isSelecting?: boolean;
  /** All that the filter matches, loaded or not; `selectedIds` are those that are loaded. */
  everything?: Everything;
}

/** What "all" meant when it was chosen: what comes later is not part of it. */
export interface Everything {
  count: number;
  /** The filter at that moment: another one since does not widen it. */
  filter: string;
  /** The running number of the newest row. */
  number: number;
  /** The moment, as the filter language writes it. */
  until: string;
}

export const EMPTY_SELECTION: GridSelection = {
  activeId: null,
  selectedIds: new Set(),
  anchorId: null,
};

/** Whether the selection is about several rows, rather than about the one to be read. */
export function isAboutSeveral(selection: GridSelection): boolean {
  const { selectedIds, isPicking, isSelecting, everything } = selection;
  const hasMode = isPicking === true || isSelecting === true;
  return selectedIds.size > 1 || hasMode || everything !== undefined;
}

/** Begins or ends the mode in which every tap adds a row or takes it out. */
export function withSelecting(selection: GridSelection, isSelecting: boolean): GridSelection {
  return isSelecting ? { ...selection, isSelecting, isPicking: true } : EMPTY_SELECTION;
}

export type SelectMode = 'only' | 'toggle' | 'extend';

/** The selection after a row was clicked or reached: bound to ids, never to places. */
export function selectRow(
  selection: GridSelection,
  ids: readonly string[],
  id: string,
  mode: SelectMode,
): GridSelection {
  if (mode === 'toggle') {
    const selectedIds = new Set(selection.selectedIds);
    if (!selectedIds.delete(id)) {
      selectedIds.add(id);
    }
    return { activeId: id, selectedIds, anchorId: id, isPicking: true };
  }
  const anchorId = selection.anchorId ?? id;
  if (mode === 'extend' && anchorId !== id) {
    return { activeId: id, selectedIds: new Set(between(ids, anchorId, id)), anchorId };
  }
  return { activeId: id, selectedIds: new Set([id]), anchorId: id };
}

function between(ids: readonly string[], fromId: string, toId: string): readonly string[] {
  const from = ids.indexOf(fromId);
  const to = ids.indexOf(toId);
  return from < 0 ? [toId] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
}

export type GridKeyAct =
  | { kind: 'move'; index: number; mode: SelectMode }
  | { kind: 'all' }
  | { kind: 'open' };

interface GridKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

interface GridPlace {
  count: number;
  activeIndex: number;
  pageRows: number;
}

/** What a key does in a grid, or null where it does nothing there. */
export function gridKeyAct(event: GridKey, place: GridPlace): GridKeyAct | null {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isMod = event.ctrlKey || event.metaKey;
  if (isMod || event.altKey || place.count === 0) {
    return isMod && key === 'a' ? { kind: 'all' } : null;
  }
  return key === 'Enter' ? openAct(place) : moveAct(key, event.shiftKey, place);
}

function openAct(place: GridPlace): GridKeyAct | null {
  return place.activeIndex < 0 ? null : { kind: 'open' };
}

function moveAct(key: string, isShift: boolean, place: GridPlace): GridKeyAct | null {
  const index = indexAfterKey(key, place);
  return index === null ? null : { kind: 'move', index, mode: isShift ? 'extend' : 'only' };
}

function indexAfterKey(key: string, { count, activeIndex, pageRows }: GridPlace): number | null {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    j: 1,
    k: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined) {
    return null;
  }
  const nowhere = step > 0 ? -1 : 0;
  const from = activeIndex < 0 ? nowhere : activeIndex;
  return Math.min(count - 1, Math.max(0, from + step));
}
