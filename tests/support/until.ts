const LIMIT_MS = 10_000;

/** Waits for an observable condition, with a bound: looks again after each turn of the event loop. */
export async function until(what: string, isSo: () => boolean, limitMs = LIMIT_MS): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > endMs) {
      throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    }
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}
