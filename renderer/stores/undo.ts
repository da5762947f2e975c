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
  /** An act that says `did` once its answer has come: Undo pressed before waits for it. */
  during<Answer>(act: () => Promise<Answer>): Promise<Answer>;
  undo(): void;
  redo(): void;
}

/** Undo instead of "Are you sure?": a toast for ten seconds, and the history until the window closes. */
export function createUndoHistory(notices: Notices): UndoHistory {
  const done: UndoStep[] = [];
  const undone: UndoStep[] = [];
  const turns = createTurns();

  async function step(from: UndoStep[], to: UndoStep[], kind: 'undo' | 'redo'): Promise<void> {
    const last = from.pop();
    if (last === undefined) {
      notices.show(kind === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.');
      return;
    }
    try {
      await last[kind]();
      to.push(last);
      const isUndone = kind === 'undo';
      const said = isUndone ? last.undoneText?.() : undefined;
      notices.show(said ?? `${isUndone ? 'Undone' : 'Done again'}: ${last.text}`);
    } catch (error) {
      notices.refuse(error);
    }
  }

  const undoLast = () => step(done, undone, 'undo');
  function did(entry: UndoStep): void {
    done.push(entry);
    undone.length = 0;
    // What the notice tells of is meant, not an act that is still under way.
    notices.show(entry.text, {
      action: { label: 'Undo', run: () => turns.follow(undoLast()) },
    });
  }

  function during<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const performed = act();
    turns.follow(performed);
    return performed;
  }

  return {
    did,
    during,
    perform: (entry) =>
      during(async () => {
        await entry.redo();
        did(entry);
      }),
    undo: () => turns.whenEnded(undoLast),
    redo: () => turns.whenEnded(() => step(undone, done, 'redo')),
  };
}

/** Fingers are faster than the server: an act that is under way is part of the history already. */
function createTurns() {
  const waiting: (() => Promise<void>)[] = [];
  let underWay = 0;

  function ended(): void {
    underWay -= 1;
    const next = underWay === 0 ? waiting.shift() : undefined;
    if (next) {
      follow(next());
    }
  }

  function follow(act: Promise<unknown>): void {
    underWay += 1;
    act.then(ended, ended);
  }

  return {
    follow,
    /** Now, or once all that is under way has ended. */
    whenEnded(act: () => Promise<void>): void {
      if (underWay === 0) {
        follow(act());
      } else {
        waiting.push(act);
      }
    },
  };
}
