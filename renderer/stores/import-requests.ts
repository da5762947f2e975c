import { textOfError } from '../api/problem.ts';
import { countOf, sizeText } from '../text/amount-text.ts';
import type { Workbench } from './workbench.ts';

/** Stores the requests of a HAR, a cassette or a raw request, with Undo. Answers their ids, in the order of the text. */
export function importRequests(
  workbench: Workbench,
  recording: string | { base64: string },
): Promise<string[]> {
  const { client, undo } = workbench;
  const body = typeof recording === 'string' ? { text: recording } : recording;
  return undo.during(async () => {
    const { ids } = await client.call('importRequests', { body });
    let removed: string | null = null;
    undo.did({
      text: `Imported ${countOf(ids.length, 'request')}.`,
      undo: async () => {
        removed = (await client.call('deleteCaptures', { body: { ids } })).undo;
      },
      redo: async () => {
        if (removed !== null) {
          await client.call('restoreCaptures', { body: { undo: removed } });
        }
      },
    });
    return ids;
  });
}

/** What the server takes in one go, as bytes of the file. */
const MAX_IMPORT_BYTES = 32 * 1024 * 1024;

/**
 * Imports files one after the other and tells of each that cannot be read, by its name and place.
 * Answers the ids of all that could.
 */
export async function importFiles(workbench: Workbench, files: readonly File[]): Promise<string[]> {
  const ids: string[] = [];
  const faults: string[] = [];
  for (const file of files) {
    try {
      ids.push(...(await importFile(workbench, file)));
    } catch (error) {
      faults.push(`${file.name}: ${textOfError(error)}`);
    }
  }
  if (faults.length > 0) {
    workbench.notices.show(faults.join(' '), { tone: 'failed' });
  }
  return ids;
}

async function importFile(workbench: Workbench, file: File): Promise<string[]> {
  if (file.size > MAX_IMPORT_BYTES) {
    throw new Error(
      `${sizeText(file.size)} is too large to import; split it into files of at most ${sizeText(MAX_IMPORT_BYTES)}.`,
    );
  }
  return importRequests(workbench, { base64: await base64OfFile(file) });
}

/** The browser encodes it off the main thread. */
function base64OfFile(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(new Error('it cannot be read.')));
    reader.readAsDataURL(file);
  });
}
