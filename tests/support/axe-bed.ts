import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from './requirements.ts';
import type { WindowScene } from './scene-acts.ts';
import { openWindowBed, type WindowBed } from './window-bed.ts';
import { FILLED_SCENES } from './window-scenes.ts';
import { fillServer } from './window-traffic.ts';

const THEMES = ['light', 'dark'] as const;
const DENSITIES = ['compact', 'comfortable'] as const;

/** Files run side by side, tests of one file do not: the scenes are dealt out to several files. */
type Part = 'sending' | 'inbox' | 'tools' | 'reading';

/** The last part takes all that no other does, so that no scene is left out. */
function partOf({ path }: WindowScene): Part {
  if (path === '/' || /^\/(subscriptions|events|deliveries)\b/.test(path)) {
    return 'sending';
  }
  if (/^\/inbox\b/.test(path)) {
    return 'inbox';
  }
  return /^\/(docs|settings)\b/.test(path) ? 'reading' : 'tools';
}

/** The tests of the screens of one part. */
export function describeFilledScenes(part: Part): void {
  const scenes = FILLED_SCENES.filter((scene) => partOf(scene) === part);
  const isLeftOut = requirePart('chromium').isMissing;
  describe.skipIf(isLeftOut)('axe, with the traffic of a week', () => {
    let bed: WindowBed;
    let traffic: { close(): Promise<unknown> } | undefined;
    beforeAll(async () => {
      bed = await openWindowBed();
      traffic = await fillServer(bed.server);
    });
    afterAll(async () => {
      await bed?.close();
      await traffic?.close();
    });

    it.each(scenes)('37: finds nothing on $name', async (scene) => {
      expect(await violationsOf(bed, scene)).toEqual([]);
    });

    it('the window threw nothing on the way', () => {
      expect(unexpectedFaults(bed)).toEqual([]);
    });
  });
}

/**
 * What axe finds on a scene in both themes and both densities, its best practices included. One
 * load a scene: what is open stays open while theme and density change.
 */
export async function violationsOf(bed: WindowBed, { path, act }: WindowScene): Promise<string[]> {
  const { page } = bed;
  await bed.open(path);
  await page.getByText('Server ready').waitFor();
  await act?.(page);
  const found: string[] = [];
  for (const density of DENSITIES) {
    await page.evaluate((value) => {
      document.documentElement.dataset.density = value;
    }, density);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const lines = await bed.axe();
      found.push(...lines.map((line) => `${theme}, ${density}: ${line}`));
    }
  }
  return found;
}

/** A link to what is not stored, and a form with a fault in it, are answered with an error. */
export function unexpectedFaults({ faults }: WindowBed): string[] {
  return faults.filter((text) => !/status of (404|422)/.test(text));
}
