import { countOf } from '../components/amount-text.ts';
import type { Workbench } from './workbench.ts';

/** Stores the requests of a HAR or a cassette, with Undo. Answers their ids, in the order of the text. */
export async function importRequests(workbench: Workbench, text: string): Promise<string[]> {
  const { client, undo } = workbench;
  const { ids } = await client.call('importRequests', { body: { text } });
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
}
