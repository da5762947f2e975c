/** Lines of a grid that stand for several rows and can be opened in place. */
export interface GridGroups<Group> {
  /** Without any, the grid is no tree. */
  readonly count: number;
  readonly of: (id: string) => Group | undefined;
  readonly isOpen: (id: string) => boolean;
  /** The group below which a row is shown; null for a row of its own. */
  readonly groupOf: (id: string) => string | null;
  readonly onToggle: (id: string, isOpen: boolean) => void;
}

export type GroupKeyAct =
  | { kind: 'toggle'; id: string; isOpen: boolean }
  | { kind: 'go'; id: string };

interface GroupKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What a key does as in a tree: → opens, then goes in; ← goes out, then closes; ⏎ does either. */
export function groupKeyAct<Group>(
  { key, ctrlKey, metaKey, altKey, shiftKey }: GroupKey,
  groups: GridGroups<Group>,
  { ids, activeIndex }: { readonly ids: readonly string[]; readonly activeIndex: number },
): GroupKeyAct | null {
  const id = ids[activeIndex];
  if (id === undefined || ctrlKey || metaKey || altKey || shiftKey) {
    return null;
  }
  if (groups.of(id) !== undefined) {
    return actOnGroup(key, groups, { id, next: ids[activeIndex + 1] });
  }
  const group = key === 'ArrowLeft' ? groups.groupOf(id) : null;
  return group === null ? null : { kind: 'go', id: group };
}

function actOnGroup<Group>(
  key: string,
  { isOpen, groupOf }: GridGroups<Group>,
  { id, next }: { readonly id: string; readonly next: string | undefined },
): GroupKeyAct | null {
  if (key === 'ArrowRight' && isOpen(id)) {
    return next !== undefined && groupOf(next) === id ? { kind: 'go', id: next } : null;
  }
  const isToggle = key === 'Enter' || key === (isOpen(id) ? 'ArrowLeft' : 'ArrowRight');
  return isToggle ? { kind: 'toggle', id, isOpen: !isOpen(id) } : null;
}
