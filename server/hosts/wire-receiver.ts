import { createExposeeClient } from '../adapters/axios/exposee-client.ts';
import { createExactTransport } from '../adapters/node-http/exact-transport.ts';
import { whyBlocked } from '../core/address-policy.ts';
import { createExpectedReplays } from '../flows/expected-replays.ts';
import type { SettingsFlow } from '../flows/settings.ts';
import { createReceiver, type Receiver } from '../http/receiver.ts';
import type { Transport } from '../ports.ts';
import type { Base } from './base.ts';

export interface ReceiverParts {
  readonly receiver: Receiver;
  /** Sends a request as it was captured. */
  readonly exactTransport: Transport;
  readonly expectedReplays: ReturnType<typeof createExpectedReplays>;
}

export function wireReceiver(
  base: Base,
  settings: SettingsFlow,
  options: {
    readonly ownExposeeUrl: () => string;
    readonly onStopped: (why: string) => void;
    readonly onBack: () => void;
  },
): ReceiverParts {
  const { clock, random, log, box, feed, stores, meter } = base;
  const exactTransport = createExactTransport({ clock, whyBlocked });
  const exposee = createExposeeClient((url): Record<string, string> => {
    const key = url.startsWith(options.ownExposeeUrl()) ? settings.apiKey() : undefined;
    return key === undefined ? {} : { Authorization: `Bearer ${key}` };
  });
  const expectedReplays = createExpectedReplays(clock);
  const receiver = createReceiver({
    isReplay: expectedReplays.isReplay,
    stores: stores.config,
    captures: stores.captures,
    exactTransport,
    exposee,
    box,
    clock,
    random,
    log,
    feed,
    meter,
    settings: settings.current,
    ...options,
  });
  return { receiver, exactTransport, expectedReplays };
}
