/** For `vi.waitFor`, which otherwise gives up after a second: too soon where the machine is slow or stands still. */
export const PATIENCE = { timeout: 30_000 };
