const LONGEST_TURN_MS = 4;

/** Lets others run now and then during a long loop: nobody waits for it longer than a few ms. */
export function createPause(): () => Promise<void> | undefined {
  let turns = 0;
  let since = performance.now();
  return () => {
    turns += 1;
    if ((turns & 63) !== 0 || performance.now() - since < LONGEST_TURN_MS) {
      return undefined;
    }
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}
