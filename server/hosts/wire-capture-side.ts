import type { burstRoutes } from '../contract/control/burst-routes.ts';
import type { composeRoutes } from '../contract/control/compose-routes.ts';
import type { docsRoutes } from '../contract/control/docs-routes.ts';
import type { listRoutes } from '../contract/control/list-routes.ts';
import type { CaptureId } from '../contract/ids.ts';
import { listDialects } from '../core/dialects/registry.ts';
import { newId } from '../core/new-id.ts';
import { createBulkReplays } from '../flows/bulk-replay.ts';
import type { ExplainAttemptDeps } from '../flows/explain-attempt.ts';
import type { ExplainDeps } from '../flows/explain-capture.ts';
import type { InboxDeps } from '../flows/manage-inboxes.ts';
import type { RuleDeps } from '../flows/manage-rules.ts';
import { createReplays } from '../flows/replay-capture.ts';
import type { TraceDeps } from '../flows/trace.ts';
import type { Tunnel } from '../flows/tunnel.ts';
import type { ControlDeps } from '../http/control.ts';
import { createBulkReplayHandlers } from '../http/handlers/bulk-replays.ts';
import { createCaptureBulkHandlers } from '../http/handlers/capture-bulk.ts';
import { createCaptureHandlers } from '../http/handlers/captures.ts';
import { rowFacts } from '../http/handlers/deliveries.ts';
import { createExchangeHandlers, type ExchangeHandlerDeps } from '../http/handlers/exchange.ts';
import { createInboxHandlers } from '../http/handlers/inboxes.ts';
import { createRuleHandlers } from '../http/handlers/rules.ts';
import { createSignatureHandlers } from '../http/handlers/signatures.ts';
import { createTunnelHandlers } from '../http/handlers/tunnel.ts';
import { presentDelivery } from '../http/present/present-delivery.ts';
import type { Base } from './base.ts';
import type { ControlInput } from './control-input.ts';
import { readVersion } from './version.ts';

interface Parts {
  readonly trace: TraceDeps;
  readonly inboxes: InboxDeps;
  readonly tunnel: Tunnel;
}

/** Everything of the control API that is about captures: rules, inboxes, replays, exchange, signatures. */
export function captureSideHandlers(
  base: Base,
  input: ControlInput,
  { trace, inboxes, tunnel }: Parts,
): Omit<
  ControlDeps['others'],
  | keyof typeof burstRoutes
  | keyof typeof composeRoutes
  | keyof typeof docsRoutes
  | keyof typeof listRoutes
> {
  const { random, feed, stores, box, clock } = base;
  const { receiver } = input.receiving;
  const explain: ExplainDeps & ExplainAttemptDeps = {
    captures: stores.captures,
    deliveries: stores.deliveries,
    stores: stores.config,
    box,
    clock,
    dialects: receiver.dialects,
    allDialects: listDialects,
    signingPathOf: receiver.signingPathOf,
  };
  const rules: RuleDeps = {
    rules: stores.config.rules,
    captures: stores.captures,
    counters: receiver.counters,
    random,
    feed,
    oneAtATime: input.oneAtATime,
  };
  const exchange = exchangeDeps(base, input, trace);
  return {
    ...createCaptureHandlers({ captures: stores.captures, trace, feed }),
    ...createInboxHandlers(inboxes),
    ...createRuleHandlers(rules),
    ...createSignatureHandlers(explain),
    ...createExchangeHandlers(exchange),
    ...createCaptureBulkHandlers({
      captures: stores.captures,
      feed,
      replays: exchange.replays,
    }),
    ...createBulkReplayHandlers(
      createBulkReplays({
        captures: stores.captures,
        deliveries: stores.deliveries,
        subscriptions: stores.config.subscriptions,
        replays: exchange.replays,
        acts: input.delivery.acts,
        clock,
        random,
      }),
      exchange.replays,
    ),
    ...createTunnelHandlers({
      tunnel,
      diagnose: receiver.diagnose,
      settings: input.settings.current,
    }),
  };
}

function exchangeDeps(base: Base, input: ControlInput, trace: TraceDeps): ExchangeHandlerDeps {
  const { random, feed, stores, clock } = base;
  const { receiver, exactTransport, ownReplays } = input.receiving;
  const { dialects, signingPathOf } = receiver;
  const { captures, deliveries } = stores;
  const { queue } = input.delivery;
  return {
    trace,
    replays: createReplays({
      captures,
      clock,
      random,
      dialects,
      signingPathOf,
      exactTransport,
      settings: input.settings.current,
      ownReplays,
    }),
    compare: { captures, deliveries },
    exports: { captures, deliveries, version: readVersion() },
    imports: {
      captures,
      clock,
      feed,
      dialects,
      signingPathOf,
      newCaptureId: () => newId('cap', (size) => random.bytes(size)) as CaptureId,
    },
    presentDelivery: (record) =>
      presentDelivery(
        record,
        rowFacts({ queue, subscriptions: stores.config.subscriptions }, record),
      ),
  };
}
