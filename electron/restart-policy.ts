/** How often a server that ends by itself is started again. */
const MAX_RESTARTS = 3;
const WINDOW_MS = 60_000;
const DELAYS_MS = [500, 2_000, 5_000] as const;

/** Remembers restarts of the last minute. `nextDelayMs` answers undefined once there were enough. */
export interface RestartPolicy {
  nextDelayMs(nowMs: number): number | undefined;
  forget(): void;
}

export function createRestartPolicy(): RestartPolicy {
  let restarts: number[] = [];
  return {
    nextDelayMs(nowMs) {
      restarts = restarts.filter((at) => nowMs - at < WINDOW_MS);
      const delayMs = restarts.length < MAX_RESTARTS ? DELAYS_MS[restarts.length] : undefined;
      if (delayMs !== undefined) {
        restarts.push(nowMs);
      }
      return delayMs;
    },
    forget() {
      restarts = [];
    },
  };
}
