import { ERASE_WORD, type EraseScope } from '../../../server/contract/erase.ts';
import type { Workbench } from '../../stores/workbench.ts';

const LOOK_EVERY_MS = 200;
const MAX_LOOKS = 150;

/** Resolves once the servers have started anew with nothing of it. */
export async function eraseData(
  { client, preferences }: Workbench,
  scope: EraseScope,
): Promise<void> {
  const { started_at: before } = await client.call('getState');
  await client.call('eraseData', { body: { scope, confirm: ERASE_WORD } });
  if (scope === 'everything') {
    // What this browser remembers of the data; looks and keys stay.
    preferences.change({ recents: [], replayUrl: '', notifiedViews: [] });
  }
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS);
    });
    const state = await client.call('getState').catch(() => undefined);
    if (state !== undefined && state.started_at !== before) {
      return;
    }
  }
  throw new Error('The servers have not come back. What was to go is erased at their next start.');
}
