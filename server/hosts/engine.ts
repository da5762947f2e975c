import { setFlagsFromString } from 'node:v8';

/** Exported for a test: whether V8 still knows it. */
export const ENGINE_FLAG = '--no-allocation-site-pretenuring';

/**
 * Tells V8 not to guess which objects live long. While requests wait for the journal they outlive a
 * collection, so V8 takes what belongs to every request for long-lived, puts it among the old
 * objects at once, and then has to mark the whole heap twice a second under load. Called before
 * anything is compiled for speed. Electron's V8 is left as it is: there flags may be fixed by now.
 */
export function tuneEngine(): void {
  if (!('electron' in process.versions)) {
    setFlagsFromString(ENGINE_FLAG);
  }
}
