import { setFlagsFromString } from 'node:v8';
import { ENGINE_FLAG } from '../contract/engine-flag.ts';

/**
 * Called before anything is compiled for speed. In the desktop app the shell gives the flag to the
 * server's process as it starts it.
 */
export function tuneEngine(): void {
  if (!('electron' in process.versions)) {
    setFlagsFromString(ENGINE_FLAG);
  }
}
