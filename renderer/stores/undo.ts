import { textOfError } from '../api/problem.ts';
import type { Notices } from './notices.ts';

export interface UndoStep {
  /** As the toast says it: "Deleted 3 requests." */
  text: string;
  undo(): Promise<void>;
  /** What the toast says once it is undone, where that is more than "Undone". */
  undoneText?(): string;
  redo(): Promise<void>;
}

export interface UndoHistory {
  /** For an act that has just been done. */
  did(step: UndoStep): void;
  undo(): void;
  redo(): void;
}

/** Undo instead of "Are you sure?": a toast for ten seconds, and the history until the window closes. */
export function createUndoHistory(notices: Notices): UndoHistory {
  const done: UndoStep[] = [];
  const undone: UndoStep[] = [];

  function step(from: UndoStep[], to: UndoStep[], kind: 'undo' | 'redo'): void {
    const last = from.pop();
    if (last === undefined) {
      notices.show(kind === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.');
      return;
    }
    last[kind]()
      .then(() => {
        to.push(last);
        const isUndone = kind === 'undo';
        const said = isUndone ? last.undoneText?.() : undefined;
        notices.show(said ?? `${isUndone ? 'Undone' : 'Done again'}: ${last.text}`);
      })
      .catch((error: unknown) => notices.show(textOfError(error), { tone: 'failed' }));
  }

  const undo = () => step(done, undone, 'undo');
  return {
    did(entry) {
      done.push(entry);
      undone.length = 0;
      notices.show(entry.text, { action: { label: 'Undo', run: undo } });
    },
    undo,
    redo: () => step(undone, done, 'redo'),
  };
}
