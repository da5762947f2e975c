import type { WindowScene } from './scene-acts.ts';
import type { WindowBed } from './window-bed.ts';

const THEMES = ['light', 'dark'] as const;
const DENSITIES = ['compact', 'comfortable'] as const;

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
