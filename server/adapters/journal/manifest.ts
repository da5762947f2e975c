// One small JSON file a journal, replaced atomically: the oldest segment that still counts, and
// what was true of everything below it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports.ts';
import type { FileLayer } from './file-layer.ts';
import { replaceFile } from './segment-files.ts';

export interface Manifest<Totals> {
  readonly version: typeof VERSION;
  readonly floorSegment: number;
  /** Counts of the records that are gone with the segments below the floor. */
  readonly totals: Totals;
}

const NAME = 'manifest.json';
const VERSION = 1;

/** The manifest of a folder, or undefined where there is none or it is damaged. Throws where it is of another version. */
export async function readManifest<Totals>(
  folder: string,
  log: Log,
): Promise<Manifest<Totals> | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, NAME), 'utf8');
  } catch {
    return undefined;
  }
  let manifest: Partial<Manifest<Totals>>;
  try {
    manifest = JSON.parse(text) as Partial<Manifest<Totals>>;
  } catch (error) {
    log.error({ folder, error: String(error) }, 'the manifest of a journal cannot be read');
    return undefined;
  }
  const { version, floorSegment, totals } = manifest;
  if (version !== VERSION || floorSegment === undefined || totals === undefined) {
    // To go on as if there were none would bring back what was pruned, and miscount it.
    throw new Error(
      `${join(folder, NAME)} was written by another version of Hookbench. ` +
        'Open this data folder with that version, or choose another folder with --data.',
    );
  }
  return { version, floorSegment, totals };
}

export async function writeManifest<Totals>(
  files: FileLayer,
  folder: string,
  manifest: Manifest<Totals>,
): Promise<void> {
  await replaceFile(files, { folder, name: NAME }, Buffer.from(JSON.stringify(manifest)));
}
