import { randomBytes } from 'node:crypto';
import { createExposeeClient } from '../../server/adapters/axios/exposee-client.ts';
import { createExactTransport } from '../../server/adapters/node-http/exact-transport.ts';
import type { Settings } from '../../server/contract/settings.ts';
import { createRuleCounters } from '../../server/core/rule-counters.ts';
import { DEFAULT_SETTINGS } from '../../server/flows/settings.ts';
import { createReceiver, type ReceiverDeps } from '../../server/http/receiver.ts';
import type { Random, SealedBox } from '../../server/ports.ts';
import { memoryCaptures } from './memory-captures.ts';
import { createMemoryStores } from './memory-stores.ts';
import { realClock, silentLog } from './receiver-bed.ts';

export const plainBox: SealedBox = {
  seal: (text) => `sealed:${text}`,
  open: (sealed) => sealed.replace(/^sealed:/, ''),
};
export const realRandom: Random = { next: Math.random, bytes: (size) => randomBytes(size) };

const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  default_schedule: { kind: 'list', delays_ms: [0] },
};

/** The whole receiver over stores in memory, with the settings open to change. */
export async function openWholeReceiver(
  changes: Partial<Settings> = {},
  deps: Partial<ReceiverDeps> = {},
) {
  const captures = memoryCaptures();
  const settings: Settings = { ...SETTINGS, ...changes };
  const stores = createMemoryStores();
  const exactTransport = createExactTransport({ clock: realClock, whyBlocked: () => null });
  const whole = {
    stores,
    captures: captures.store,
    exactTransport,
    exposee: createExposeeClient(),
    box: plainBox,
    clock: realClock,
    random: realRandom,
    log: silentLog,
    feed: { capture: () => undefined, changed: () => undefined },
    meter: { captured: () => undefined },
    settings: () => settings,
    ownExposeeUrl: () => 'http://127.0.0.1:9',
    counters: createRuleCounters(),
    ...deps,
  };
  const receiver = createReceiver(whole);
  const port = await receiver.listen('127.0.0.1', 0);
  return {
    ...captures,
    stores,
    settings,
    receiver,
    port,
    url: `http://127.0.0.1:${port}`,
    exactTransport,
    close: async () => {
      await receiver.close(0);
      await exactTransport.close();
    },
  };
}
