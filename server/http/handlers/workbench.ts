import type { ListenerName } from '../../contract/bridge.ts';
import type { workbenchRoutes } from '../../contract/control/workbench-routes.ts';
import type { EraseScope } from '../../contract/erase.ts';
import type { LiveStats, State } from '../../contract/live.ts';
import { presentDialect } from '../../core/dialects/present.ts';
import { listDialects } from '../../core/dialects/registry.ts';
import { type DemoDeps, skipDemo, startDemo } from '../../flows/demo.ts';
import { type ProbeDeps, probePublicUrl } from '../../flows/probe-public-url.ts';
import type { SettingsFlow } from '../../flows/settings.ts';
import type { CaptureStore, DeliveryStore } from '../../ports.ts';
import type { Handlers } from '../bind-routes.ts';
import type { SessionCodes } from '../session-codes.ts';

/** What only the host knows of the running program. */
export interface HostFacts {
  readonly version: string;
  readonly startedAtMs: number;
  readonly pid: number;
  readonly dataFolder: string;
  readonly storage: () => State['storage'];
  readonly warnings: () => State['warnings'];
  /** Resolves once it is certain to happen, whatever comes: by a new start of the servers. */
  readonly erase: (scope: EraseScope) => Promise<void>;
  readonly listener: (name: ListenerName) => {
    readonly url: string;
    readonly isListening: boolean;
    readonly error: string | null;
  };
}

export interface WorkbenchHandlerDeps {
  readonly host: HostFacts;
  readonly settings: SettingsFlow;
  readonly deliveries: Pick<DeliveryStore, 'ledger'>;
  readonly captures: Pick<CaptureStore, 'ledger'>;
  readonly stats: () => Promise<LiveStats>;
  /** Number of the newest frame of the live stream. */
  readonly seq: () => number;
  readonly sessionCodes: SessionCodes;
  readonly token: string;
  readonly demo: DemoDeps;
  readonly probe: ProbeDeps;
}

export function createWorkbenchHandlers(
  deps: WorkbenchHandlerDeps,
): Handlers<typeof workbenchRoutes> {
  const { settings } = deps;
  return {
    getState: () => stateOf(deps),
    getLedger: async () => {
      // The captures first: what is captured meanwhile was delivered before, never after.
      const captures = await deps.captures.ledger();
      return { ...(await deps.deliveries.ledger()), captures };
    },
    getSettings: () => settings.current(),
    changeSettings: ({ body }) => settings.change(body),
    restoreApiKey: () => settings.restoreApiKey(),
    createSession: ({ body }) => {
      deps.sessionCodes.redeem(body.code);
      return { token: deps.token };
    },
    startDemo: async () => {
      const { subscriptionId, inboxId } = await startDemo(deps.demo);
      return { subscription_id: subscriptionId, inbox_id: inboxId };
    },
    skipDemo: async () => {
      await skipDemo(deps.demo);
      return undefined;
    },
    eraseData: async ({ body: { scope } }) => {
      await deps.host.erase(scope);
      return { scope };
    },
    testPublicUrl: ({ body }) => probePublicUrl(deps.probe, body.role),
    listDialects: () => ({
      items: listDialects().map(presentDialect),
    }),
  };
}

async function stateOf(deps: WorkbenchHandlerDeps): Promise<State> {
  const { host } = deps;
  // Read before all else: what changes from here on is in the stream.
  const seq = deps.seq();
  const { exposee_public_url, receiver_public_url } = deps.settings.current();
  const listenerState = (name: ListenerName, publicUrl: string | null) => {
    const { url, isListening, error } = host.listener(name);
    return { url, public_url: publicUrl, is_listening: isListening, error };
  };
  return {
    version: host.version,
    started_at: new Date(host.startedAtMs).toISOString(),
    pid: host.pid,
    data_folder: host.dataFolder,
    control: listenerState('control', null),
    exposee: listenerState('exposee', exposee_public_url),
    receiver: listenerState('receiver', receiver_public_url),
    storage: host.storage(),
    warnings: host.warnings(),
    stats: await deps.stats(),
    seq,
  };
}
