/** Gathers items and hands them over at most once per animation frame, also in a hidden tab. */
export interface FrameBatch<Item> {
  add(item: Item): void;
}

const HIDDEN_TAB_MS = 250;

export function createFrameBatch<Item>(apply: (items: Item[]) => void): FrameBatch<Item> {
  let waiting: Item[] = [];
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    const items = waiting;
    waiting = [];
    apply(items);
  }

  return {
    add(item) {
      waiting.push(item);
      if (isScheduled) {
        return;
      }
      isScheduled = true;
      // A hidden tab gets no animation frames: without a timer it would hoard all that comes.
      if (document.hidden) {
        setTimeout(flush, HIDDEN_TAB_MS);
      } else {
        requestAnimationFrame(flush);
      }
    },
  };
}
