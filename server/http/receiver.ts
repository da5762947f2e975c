import type { CaptureId } from '../contract/ids.ts';
import type { Probe, Settings } from '../contract/settings.ts';
import { newId } from '../core/new-id.ts';
import type { PlannedAnswer } from '../core/planned-answer.ts';
import { ownPath } from '../core/receiver-url.ts';
import type { RuleCounters } from '../core/rule-counters.ts';
import { createAnswerPlan } from '../flows/answer-capture.ts';
import { planChallengeAnswer } from '../flows/answer-challenge.ts';
import {
  type ArrivedRequest,
  type CapturedRequest,
  createCaptureRequest,
} from '../flows/capture-request.ts';
import { createDoctor } from '../flows/diagnose-receiver.ts';
import { dialectLookup } from '../flows/dialect-lookup.ts';
import { createForwarder, type Forwarder } from '../flows/forward-capture.ts';
import { createLoopGuard } from '../flows/forward-loop.ts';
import type { DialectLookup, SigningPath } from '../flows/signing-paths.ts';
import { createSigningPaths } from '../flows/signing-paths.ts';
import type {
  CaptureStore,
  Clock,
  ConfigStores,
  ExposeeClient,
  LiveFeed,
  Log,
  Meter,
  Random,
  SealedBox,
  Transport,
} from '../ports.ts';
import { createIntegratorRoutes } from './receiver-integrator.ts';
import { createProbeRoute } from './receiver-probe.ts';
import { createReceiverServer, type ReceiverTimeouts } from './receiver-server.ts';

const ID_POOL_BYTES = 8 * 1024;

export interface ReceiverDeps {
  readonly stores: Pick<ConfigStores, 'inboxes' | 'subscriptions' | 'rules'>;
  readonly captures: Pick<
    CaptureStore,
    'openBody' | 'save' | 'change' | 'readDetail' | 'readBody' | 'list'
  >;
  /** Sends a request as it was captured: adapters/node-http/exact-transport. */
  readonly exactTransport: Transport;
  readonly exposee: ExposeeClient;
  readonly box: SealedBox;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly feed: Pick<LiveFeed, 'capture' | 'changed'>;
  readonly meter: Pick<Meter, 'captured'>;
  readonly settings: () => Settings;
  readonly ownExposeeUrl: () => string;
  readonly timeouts?: Partial<ReceiverTimeouts>;
  readonly onStopped?: (why: string) => void;
  readonly onBack?: () => void;
  readonly maxConnections?: number;
  readonly onDropped?: () => void;
  /** Whether a request is one of our own replays coming in. */
  readonly isReplay?: (request: ArrivedRequest) => boolean;
  readonly counters: RuleCounters;
  readonly answerChallenge?: (request: ArrivedRequest) => PlannedAnswer | undefined;
}

/** The receiver and what the control API needs of it. */
export interface Receiver {
  /** Resolves with the port; rejects with Node's error, for example EADDRINUSE. */
  listen(host: string, port: number): Promise<number>;
  close(graceMs?: number): Promise<void>;
  /** As reachable from this computer; undefined until it listens. */
  readonly url: string | undefined;
  readonly port: number;
  /** Sends signed probes through a public URL of this receiver and names what the path changes. */
  readonly diagnose: (publicUrl: string) => Promise<Probe>;
  readonly counters: RuleCounters;
  readonly forwarder: Pick<Forwarder, 'held'>;
  readonly dialects: DialectLookup;
  readonly signingPathOf: (path: string) => SigningPath;
}

/** Builds the receiver: what arrives is captured, judged, stored, answered and sent on. */
export function createReceiver(deps: ReceiverDeps): Receiver {
  const publicUrl = () => deps.settings().receiver_public_url;
  const whereabouts = () => ({ port: server.port, publicUrl: publicUrl() });
  const signingPathOf = createSigningPaths({
    clock: deps.clock,
    stores: deps.stores,
    sealedBox: deps.box,
    whereabouts,
  });
  const ownName = `hookbench-${Buffer.from(deps.random.bytes(9)).toString('base64url')}`;
  const isOwn = (url: string) => ownPath(url, whereabouts()) !== undefined;
  const loopGuard = createLoopGuard(isOwn, ownName);
  const forwarder = createForwarder({ ...deps, transport: deps.exactTransport, loopGuard });
  const startCapture = createCaptureRequest({
    ...deps,
    dialects: dialectLookup,
    signingPathOf,
    newCaptureId: captureIds(deps.random),
    planAnswer: createAnswerPlan({
      answerChallenge: planChallengeAnswer,
      ...deps,
      rules: deps.stores.rules,
    }),
  });
  const receiverUrl = () => ({ url: server.url ?? '', port: server.port });
  const doctor = createDoctor(deps);
  const serveProbe = createProbeRoute(doctor);
  const serveIntegrator = createIntegratorRoutes({
    ...deps,
    inboxes: deps.stores.inboxes,
    receiver: receiverUrl,
  });
  const server = createReceiverServer({
    ...deps,
    startCapture,
    publicUrl,
    beforeAnswer: (captured) => sendOn(forwarder, captured),
    serveIntegrator: (request, response) =>
      serveProbe(request, response) || serveIntegrator(request, response),
  });
  return {
    listen: async (host, port) => {
      const bound = await server.listen(host, port);
      const forwards = deps.stores.rules.all().some(({ action }) => action.forward !== undefined);
      if (forwards || deps.settings().forward_urls.length > 0) {
        forwarder.resume().catch((error: unknown) => {
          deps.log.error({ err: error }, 'what was held for an app could not be looked up');
        });
      }
      return bound;
    },
    close: async (graceMs) => {
      forwarder.close();
      await server.close(graceMs);
    },
    get url() {
      return server.url;
    },
    get port() {
      return server.port;
    },
    diagnose: doctor.diagnose,
    counters: deps.counters,
    forwarder,
    dialects: dialectLookup,
    signingPathOf,
  };
}

/** Random bytes for many ids at once: asking for each id's own costs more than the rest of it. */
function captureIds(random: Pick<Random, 'bytes'>): () => CaptureId {
  let pool = random.bytes(ID_POOL_BYTES);
  let used = 0;
  const take = (size: number) => {
    if (used + size > pool.length) {
      pool = random.bytes(ID_POOL_BYTES);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
  return () => newId('cap', take) as CaptureId;
}

function sendOn(
  forwarder: Forwarder,
  { record, answer }: CapturedRequest,
): Promise<PlannedAnswer> | PlannedAnswer {
  if (!record || answer.forward === null) {
    return answer;
  }
  return forwarder.forward(record, answer);
}
