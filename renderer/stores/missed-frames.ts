/** Answers come in flocks: one refresh is for all of them. */
const GATHER_MS = 100;

/**
 * What is read before the live stream is open, or by a call that was asked before it, may lack what
 * changed until then, and no frame tells of it later. `refresh` is called where that is so.
 */
export function createMissedFrames(refresh: () => void) {
  let oldestAnswer = Number.POSITIVE_INFINITY;
  let openedAt: number | null = null;
  let isDue = false;

  function look(): void {
    if (isDue || openedAt === null || oldestAnswer >= openedAt) {
      return;
    }
    isDue = true;
    setTimeout(() => {
      isDue = false;
      oldestAnswer = Number.POSITIVE_INFINITY;
      refresh();
    }, GATHER_MS);
  }

  return {
    /** The call was answered from what was there at this frame. */
    sawAnswer(seq: number): void {
      oldestAnswer = Math.min(oldestAnswer, seq);
      look();
    },
    /** A new stream starts after this frame; null: it goes on where an earlier one was. */
    opened(from: number | null): void {
      openedAt = from ?? openedAt;
      look();
    },
  };
}
