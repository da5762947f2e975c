import type { Capture } from '../../../server/contract/capture.ts';
import { EMPTY_SELECTION, type GridSelection } from '../../components/grid-selection.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { countOf } from '../../text/amount-text.ts';
import type { Chosen } from '../list/chosen-rows.ts';
import { focusGrid } from '../list/focus-grid.ts';
import type { RowScreen } from '../list/use-row-screen.ts';

export type CaptureMarks = Partial<Pick<Capture, 'is_starred' | 'is_unseen'>>;

/** For several rows, or for all that the filter matches. */
export interface BulkActs {
  removeAll(chosen: Chosen): void;
  mark(chosen: Chosen, change: CaptureMarks): void;
  replayAll(chosen: Chosen): void;
}

/** Ids that one call takes. */
const CHUNK = 10_000;

/** What is done to several requests: by their ids, or on the server to all that a filter matches. */
export function makeBulkActs(workbench: Workbench, screen: () => RowScreen<Capture>): BulkActs {
  const { notices, undo, refreshUnseen, bulkReplays } = workbench;
  return {
    removeAll(chosen) {
      undo
        .during(() => removeRequests(workbench, screen, chosen))
        .then(refreshUnseen)
        .catch(notices.refuse);
    },
    mark(chosen, change) {
      undo
        .during(() => markRequests(workbench, chosen, change))
        .then(refreshUnseen)
        .catch(notices.refuse);
    },
    replayAll({ target, count }) {
      bulkReplays.start('captures', target, count).catch(notices.refuse);
    },
  };
}

/** Deletes at once; the selection goes to the next row. Undo brings rows and selection back. */
export async function removeRequests(
  { client, undo, inbox }: Workbench,
  screen: () => RowScreen<Capture>,
  { ids, target }: Chosen,
): Promise<void> {
  const before = screen().selectionNow();
  const from = document.activeElement;
  const next = 'filter' in target ? null : neighbourOf(screen().ids, ids);
  const remove = async () => {
    const answer = await client.call('deleteCaptures', { body: target });
    select(screen(), next === null ? EMPTY_SELECTION : { ...soleRow(next), isPicking: true });
    return answer;
  };
  let answer = await remove();
  focusGrid(from);
  undo.did({
    text: `Deleted ${countOf(answer.deleted, 'request')}.`,
    undo: async () => {
      await client.call('restoreCaptures', { body: { undo: answer.undo } });
      select(screen(), before);
      if (inbox.store.getState().sort !== '') {
        // A sorted list takes nothing in by itself, not even what was in it.
        inbox.reload();
      }
    },
    redo: async () => {
      answer = await remove();
    },
  });
}

/** Only where the person still is: undoing from another screen does not lead away from it. */
function select(screen: RowScreen<Capture>, selection: GridSelection): void {
  if (location.pathname.startsWith('/inbox')) {
    screen.setSelection(selection);
  }
}

function soleRow(id: string): GridSelection {
  return { activeId: id, selectedIds: new Set([id]), anchorId: id };
}

async function markRequests(
  { client, undo }: Workbench,
  { target }: Chosen,
  change: CaptureMarks,
): Promise<void> {
  const { changed, ids } = await client.call('changeCaptures', { body: { ...target, change } });
  const opposite: CaptureMarks = Object.fromEntries(
    Object.entries(change).map(([key, value]) => [key, !value]),
  );
  const put = async (marks: CaptureMarks) => {
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK);
      await client.call('changeCaptures', { body: { ids: chunk, change: marks } });
    }
  };
  undo.did({
    text: `${verbOf(change)} ${countOf(changed, 'request')}.`,
    undo: () => put(opposite),
    redo: () => put(change),
  });
}

/** One star among them all decides: what is starred throughout is unstarred. */
export function areStarred(screen: Pick<RowScreen<Capture>, 'chosen' | 'rowOf'>): boolean {
  return screen.chosen.ids.every((id) => screen.rowOf(id)?.is_starred ?? true);
}

function verbOf({ is_starred: isStarred, is_unseen: isUnseen }: CaptureMarks): string {
  if (isStarred !== undefined) {
    return isStarred ? 'Starred' : 'Unstarred';
  }
  return isUnseen ? 'Marked as unseen:' : 'Marked as seen:';
}

function neighbourOf(all: readonly string[], gone: readonly string[]): string | null {
  const goneIds = new Set(gone);
  const last = Math.max(...gone.map((id) => all.indexOf(id)));
  const after = all.slice(last + 1).find((id) => !goneIds.has(id));
  return after ?? all.slice(0, Math.max(0, last)).findLast((id) => !goneIds.has(id)) ?? null;
}
