// One small JSON file a journal, replaced atomically: the oldest segment that still counts, and
// what was true of everything below it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports.ts';
import type { FileLayer } from './file-layer.ts';
import { replaceFile } from './segment-files.ts';

export interface Manifest<Totals> {
  readonly version: 1;
  readonly floorSegment: number;
  /** Counts of the records that are gone with the segments below the floor. */
  readonly totals: Totals;
}

const NAME = 'manifest.json';

/** The manifest of a folder, or undefined where there is none or it cannot be read. */
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
  try {
    const manifest = JSON.parse(text) as Manifest<Totals>;
    return manifest.version === 1 ? manifest : undefined;
  } catch (error) {
    log.error({ folder, error: String(error) }, 'the manifest of a journal cannot be read');
    return undefined;
  }
}

export async function writeManifest<Totals>(
  files: FileLayer,
  folder: string,
  manifest: Manifest<Totals>,
): Promise<void> {
  await replaceFile(files, { folder, name: NAME }, Buffer.from(JSON.stringify(manifest)));
}
