import type { Clock } from '../ports.ts';

/** Acts again and again, each time so long after the last one ended; the returned function stops it. */
export function repeat(
  clock: Pick<Clock, 'after'>,
  everyMs: number,
  act: () => Promise<void>,
): () => void {
  let isStopped = false;
  let cancel = clock.after(everyMs, tick);
  function tick(): void {
    void act().finally(() => {
      if (!isStopped) {
        cancel = clock.after(everyMs, tick);
      }
    });
  }
  return () => {
    isStopped = true;
    cancel();
  };
}
