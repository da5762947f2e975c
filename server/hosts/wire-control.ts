import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type Koa from 'koa';
import { createTunnelProgram } from '../adapters/tunnel/child-program.ts';
import { createComposer } from '../flows/compose-event.ts';
import { type DemoDeps, moveDemo } from '../flows/demo.ts';
import type { InboxDeps } from '../flows/manage-inboxes.ts';
import { createOneAtATime } from '../flows/one-at-a-time.ts';
import { createPublishers, type Publishers } from '../flows/publish-dummies.ts';
import type { TraceDeps } from '../flows/trace.ts';
import { createTunnel, type Tunnel } from '../flows/tunnel.ts';
import { type ControlDeps, createControl } from '../http/control.ts';
import { createBurstHandlers } from '../http/handlers/bursts.ts';
import { type ComposeHandlerDeps, createComposeHandlers } from '../http/handlers/compose.ts';
import { createDocsHandlers, type DocsHandlerDeps } from '../http/handlers/docs.ts';
import { createListHandlers } from '../http/handlers/lists.ts';
import type { Base } from './base.ts';
import type { ControlInput } from './control-input.ts';
import { readVersion } from './version.ts';
import { wireBursts } from './wire-bursts.ts';
import { captureSideHandlers } from './wire-capture-side.ts';

export interface ControlParts {
  readonly app: Koa;
  /** Goes on with the publishers that ran when the program ended. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The owner's side: everything that the window and the command line ask for. */
export function wireControl(base: Base, input: ControlInput): ControlParts {
  const { random, log, stores } = base;
  const { settings, catalogue, delivery, receiving, subscriptions, oneAtATime } = input;
  const { receiver } = receiving;
  const publishers = wirePublishers(base, input);
  const trace: TraceDeps = {
    captures: stores.captures,
    deliveries: stores.deliveries,
    subscriptions: stores.config.subscriptions,
    dialects: receiver.dialects,
  };
  const former: InboxDeps['former'] = new Map();
  const inboxes: InboxDeps = { ...base, inboxes: stores.config.inboxes, oneAtATime, former };
  const demo: DemoDeps = {
    subscriptions,
    inboxes,
    settings,
    former: new Map(),
    oneAtATime: createOneAtATime(),
    receiverUrl: () => receiver.url ?? '',
  };
  const tunnel = wireTunnel(base, input);
  const bursts = wireBursts(base, input);
  const app = createControl({
    log,
    random,
    ...accessTo(input),
    host: hostFacts(base, input),
    settings,
    deliveries: stores.deliveries,
    captures: stores.captures,
    stats: input.readStats,
    seq: () => input.live.seq(),
    sessionCodes: input.sessionCodes,
    demo,
    probe: {
      mark: input.mark,
      transport: delivery.transport,
      settings: settings.current,
      diagnoseReceiver: receiver.diagnose,
    },
    subscriptions,
    acts: delivery.acts,
    catalogue,
    publishers,
    trace,
    live: input.live,
    others: {
      ...captureSideHandlers(base, input, { trace, inboxes, tunnel }),
      ...createBurstHandlers(bursts),
      ...createComposeHandlers(composeDeps(input)),
      ...createListHandlers(listDeps(base, input, trace)),
      ...createDocsHandlers(docsDeps(input)),
    },
    uiFolder: findUiFolder(),
    metrics: () => input.meter.scrape(),
  });
  return {
    app,
    start: async () => {
      await moveDemo(demo);
      publishers.resume();
    },
    stop: async () => {
      bursts.close();
      await tunnel.close();
      await publishers.close();
    },
  };
}

function accessTo(input: ControlInput) {
  const { streams, order } = input;
  const { jsonLimitBytes } = order.config;
  return { streams, jsonLimitBytes, token: order.token, hosts: () => controlHosts(input) };
}

function listDeps({ random, feed, stores }: Base, input: ControlInput, trace: TraceDeps) {
  const { captures, deliveries, config } = stores;
  const views = { views: config.views, random, feed, oneAtATime: input.oneAtATime };
  return { views, captures, deliveries, subscriptions: config.subscriptions, trace };
}

function composeDeps({ catalogue, delivery }: ControlInput): ComposeHandlerDeps {
  return { catalogue, composer: createComposer({ ...delivery.deps, ...delivery, catalogue }) };
}

function docsDeps({ catalogue, delivery, settings, listeners }: ControlInput): DocsHandlerDeps {
  const exposeeUrl = () => listeners.exposee?.url;
  return {
    catalogue,
    transport: delivery.transport,
    exposeeUrl,
    apiKey: settings.apiKey,
    baseUrl: () => settings.current().exposee_public_url?.replace(/\/+$/, '') ?? exposeeUrl() ?? '',
  };
}

function wirePublishers(base: Base, { catalogue, delivery }: ControlInput): Publishers {
  const { clock, random, log, feed, stores } = base;
  return createPublishers({
    publishers: stores.config.publishers,
    catalogue,
    publish: delivery.publish,
    clock,
    random,
    log,
    feed,
  });
}

function wireTunnel(base: Base, { settings, receiving, listeners }: ControlInput): Tunnel {
  const { clock, log, feed, stores } = base;
  return createTunnel({
    program: createTunnelProgram(),
    clock,
    log,
    feed,
    subscriptions: stores.config.subscriptions,
    settings: settings.current,
    changeSettings: settings.change,
    portOf: (role) =>
      role === 'receiver' ? receiving.receiver.port : (listeners.exposee?.port ?? 0),
  });
}

function hostFacts(base: Base, input: ControlInput): ControlDeps['host'] {
  const { stores, clock } = base;
  const { receiver } = input.receiving;
  const { control, receiver: receiverConfig } = input.order.config;
  return {
    version: readVersion(),
    startedAtMs: clock.now(),
    pid: process.pid,
    dataFolder: input.order.dataFolder.path,
    storage: () => ({ kind: stores.kind, is_full: stores.isFull(), bytes: stores.storedBytes() }),
    warnings: () => input.warnings.all(),
    erase: input.order.erase,
    listener: (name) => {
      if (name === 'receiver') {
        const url = receiver.url ?? `http://${receiverConfig.host}:${receiver.port}`;
        const isListening = receiver.url !== undefined;
        return { url, isListening, error: isListening ? null : 'It does not listen any more.' };
      }
      const listener = input.listeners[name];
      const url = listener?.url ?? `http://${control.host}:${control.port}`;
      return { url, isListening: listener !== undefined, error: null };
    },
  };
}

/** Every name by which the control listener may be called. */
function controlHosts({ listeners, order }: ControlInput): readonly string[] {
  const { control } = listeners;
  if (!control) {
    return [];
  }
  const own = new URL(control.url).host;
  const names = own.startsWith('127.') || own.startsWith('[::1]') ? ['localhost'] : [];
  const allowed = order.config.control.allowedHosts.flatMap((host) =>
    /:\d+$/.test(host) ? [host.toLowerCase()] : [host, `${host}:${control.port}`],
  );
  return [own, ...names.map((name) => `${name}:${control.port}`), ...allowed];
}

/** The built window lies beside the built server, and beside the sources' folder in a clone. */
function findUiFolder(): string | undefined {
  const candidates = ['../renderer/', '../../out/renderer/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((folder) => existsSync(`${folder}index.html`));
}
