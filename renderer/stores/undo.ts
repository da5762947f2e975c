import type { Notices } from './notices.ts';

export interface UndoStep {
  /** As the toast says it: "Deleted 3 requests." */
  text: string;
  undo(): Promise<unknown>;
  /** What the toast says once it is undone, where that is more than "Undone". */
  undoneText?(): string;
  redo(): Promise<unknown>;
}

export interface UndoHistory {
  /** For an act that has just been done. */
  did(step: UndoStep): void;
  /** Does it for the first time: `redo` is the act itself. */
  perform(step: UndoStep): Promise<void>;
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
      .catch(notices.refuse);
  }

  const undo = () => step(done, undone, 'undo');
  function did(entry: UndoStep): void {
    done.push(entry);
    undone.length = 0;
    notices.show(entry.text, { action: { label: 'Undo', run: undo } });
  }

  return {
    did,
    async perform(entry) {
      await entry.redo();
      did(entry);
    },
    undo,
    redo: () => step(undone, done, 'redo'),
  };
}
