import { createExposeeClient } from '../adapters/axios/exposee-client.ts';
import { createExactTransport } from '../adapters/node-http/exact-transport.ts';
import { whyBlocked } from '../core/address-policy.ts';
import type { RuleCounters } from '../core/rule-counters.ts';
import { createOwnReplays, type OwnReplays } from '../flows/own-replays.ts';
import type { SettingsFlow } from '../flows/settings.ts';
import { createReceiver, type Receiver } from '../http/receiver.ts';
import type { Transport } from '../ports.ts';
import type { Base } from './base.ts';

export interface ReceiverParts {
  readonly receiver: Receiver;
  /** Sends a request as it was captured. */
  readonly exactTransport: Transport;
  readonly ownReplays: OwnReplays;
}

export function wireReceiver(
  base: Base,
  settings: SettingsFlow,
  options: {
    readonly counters: RuleCounters;
    readonly ownExposeeUrl: () => string;
    readonly onStopped: (why: string) => void;
    readonly onBack: () => void;
    readonly maxConnections?: number;
    readonly onDropped: () => void;
  },
): ReceiverParts {
  const { clock, random, log, box, feed, stores, meter } = base;
  const exactTransport = createExactTransport({ clock, whyBlocked });
  const exposee = createExposeeClient((url): Record<string, string> => {
    const key = url.startsWith(options.ownExposeeUrl()) ? settings.apiKey() : undefined;
    return key === undefined ? {} : { Authorization: `Bearer ${key}` };
  });
  const ownReplays = createOwnReplays();
  const receiver = createReceiver({
    isReplay: ownReplays.isReplay,
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
  ownReplays.knowReceiver(() => receiver.port);
  return { receiver, exactTransport, ownReplays };
}
