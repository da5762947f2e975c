/** Gathers items and hands them over at most once per animation frame, also in a hidden tab. */
export interface FrameBatch<Item> {
  add(item: Item): void;
}

const HIDDEN_TAB_MS = 250;
/** After a key or a click: what it asks for is drawn first, the inspector with it. */
const INPUT_FIRST_MS = 60;
/** Who holds a key down still sees what arrives. */
const MAX_HELD_MS = 200;

export function createFrameBatch<Item>(apply: (items: Item[]) => void): FrameBatch<Item> {
  let waiting: Item[] = [];
  let isScheduled = false;
  let waitingSince = 0;
  const lastInput = watchInput();

  function flush(): void {
    const now = performance.now();
    // A commit of the list in the middle of it would start the inspector's drawing over.
    if (now - lastInput() < INPUT_FIRST_MS && now - waitingSince < MAX_HELD_MS) {
      schedule();
      return;
    }
    isScheduled = false;
    const items = waiting;
    waiting = [];
    apply(items);
  }

  function schedule(): void {
    // A hidden tab gets no animation frames: without a timer it would hoard all that comes.
    if (document.hidden) {
      setTimeout(flush, HIDDEN_TAB_MS);
    } else {
      requestAnimationFrame(flush);
    }
  }

  return {
    add(item) {
      waiting.push(item);
      if (isScheduled) {
        return;
      }
      isScheduled = true;
      waitingSince = performance.now();
      schedule();
    },
  };
}

/** When somebody last pressed a key or a button of the mouse. */
function watchInput(): () => number {
  let lastMs = Number.NEGATIVE_INFINITY;
  const note = () => {
    lastMs = performance.now();
  };
  for (const type of ['keydown', 'pointerdown']) {
    window.addEventListener(type, note, { capture: true, passive: true });
  }
  return () => lastMs;
}
