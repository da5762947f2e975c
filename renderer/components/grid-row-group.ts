import type { KeyboardEvent, ReactNode } from 'react';
import type { GridRowGroup } from './GridRow.tsx';
import { type GridGroups, groupKeyAct } from './grid-groups.ts';

export interface GroupProps<Group> {
  /** Lines that stand for several rows. */
  groups?: GridGroups<Group>;
  /** Rows that are not loaded between the lines above one. */
  missingBefore?: (index: number) => number;
  groupCell?: (group: Group, isOpen: boolean, onToggle: () => void) => ReactNode;
}

/** The line of a group with what opens it; undefined for a row. */
export function lineOfGroup<Group>(
  { groups, groupCell }: GroupProps<Group>,
  id: string,
): GridRowGroup | undefined {
  const group = groups?.of(id);
  if (groups === undefined || group === undefined || groupCell === undefined) {
    return undefined;
  }
  const isOpen = groups.isOpen(id);
  const onToggle = () => groups.onToggle(id, !isOpen);
  return { data: group, isOpen, onToggle, cell: () => groupCell(group, isOpen, onToggle) };
}

/** Does what a key does to a group or out of one; answers whether it was such a key. */
export function doGroupKey<Group>(
  event: KeyboardEvent,
  { groups, ids }: GroupProps<Group> & { ids: readonly string[] },
  activeIndex: number,
  goTo: (index: number, mode: 'only') => void,
): boolean {
  const act = groups ? groupKeyAct(event, groups, { ids, activeIndex }) : null;
  if (act === null) {
    return false;
  }
  event.preventDefault();
  if (act.kind === 'toggle') {
    groups?.onToggle(act.id, act.isOpen);
  } else {
    goTo(ids.indexOf(act.id), 'only');
  }
  return true;
}
