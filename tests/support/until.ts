const LIMIT_MS = 30_000;

/** Waits for an observable condition, with a bound: looks again ever more seldom. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  limitMs = LIMIT_MS,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  let pauseMs = 1;
  while (!(await isSo())) {
    if (performance.now() > endMs) {
      throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    }
    pauseMs = Math.min(pauseMs * 1.5, 25);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, pauseMs);
    });
  }
}
