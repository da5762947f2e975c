const LONGEST_TURN_MS = 4;

/**
 * Lets others run now and then during a long loop: nobody waits for it longer than a few ms. Steps
 * are small, and the clock is looked at after some dozens of them; after a costly one at once.
 */
export function createPause(
  nowMs = () => performance.now(),
): (isCostly?: boolean) => Promise<void> | undefined {
  let turns = 0;
  let since = nowMs();
  return (isCostly = false) => {
    turns += 1;
    if ((!isCostly && (turns & 63) !== 0) || nowMs() - since < LONGEST_TURN_MS) {
      return undefined;
    }
    return new Promise((resolve) => {
      setImmediate(() => {
        since = nowMs();
        resolve();
      });
    });
  };
}

/** Resolves when all that waits for this turn of the event loop has run. */
export function afterOthers(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The rows that fit, in their order; all of them where there is no test. */
export async function keepRows<Row>(
  rows: readonly Row[],
  fits: ((row: Row) => boolean) | undefined,
): Promise<readonly Row[]> {
  if (fits === undefined) {
    return rows;
  }
  const kept: Row[] = [];
  await visitRows(rows, (row) => {
    if (fits(row)) {
      kept.push(row);
    }
  });
  return kept;
}

/** Visits all rows; others run in between. */
async function visitRows<Row>(rows: readonly Row[], visit: (row: Row) => void): Promise<void> {
  const pause = createPause();
  for (const row of rows) {
    visit(row);
    const paused = pause();
    if (paused !== undefined) {
      await paused;
    }
  }
}
