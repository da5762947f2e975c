import Koa from 'koa';
import type { deliveryRoutes } from '../contract/control/delivery-routes.ts';
import type { subscriptionRoutes } from '../contract/control/subscription-routes.ts';
import type { workbenchRoutes } from '../contract/control/workbench-routes.ts';
import { controlRoutes } from '../contract/control-routes.ts';
import { LIVE_SEQ_HEADER } from '../contract/live.ts';
import type { Catalogue } from '../flows/event-types.ts';
import { bindRoutes, type Handlers, methodsMiddleware, notFoundMiddleware } from './bind-routes.ts';
import type { EventStreams } from './event-streams.ts';
import { type GuardDeps, guardMiddleware } from './guard.ts';
import { createDeliveryHandlers, type DeliveryHandlerDeps } from './handlers/deliveries.ts';
import {
  createSubscriptionHandlers,
  type SubscriptionHandlerDeps,
} from './handlers/subscriptions.ts';
import { createTriggerHandler } from './handlers/trigger.ts';
import { createWorkbenchHandlers, type WorkbenchHandlerDeps } from './handlers/workbench.ts';
import type { LiveHub } from './live.ts';
import { controlOpenApi } from './openapi.ts';
import { type ProblemDeps, problemsMiddleware } from './problems.ts';
import { uiMiddleware } from './ui.ts';

type Table = typeof controlRoutes;
type OwnNames =
  | keyof typeof workbenchRoutes
  | keyof typeof subscriptionRoutes
  | keyof typeof deliveryRoutes;

export type ControlDeps = ProblemDeps &
  GuardDeps &
  WorkbenchHandlerDeps &
  SubscriptionHandlerDeps &
  DeliveryHandlerDeps & {
    readonly catalogue: Catalogue;
    readonly live: LiveHub;
    /** Handlers of all routes that are about captures, rules, inboxes, replays and tunnels. */
    readonly others: Omit<Handlers<Table>, OwnNames>;
    readonly streams: EventStreams;
    /** 1 MiB where it is left out. */
    readonly jsonLimitBytes?: number;
    /** The built window; undefined where there is none. */
    readonly uiFolder: string | undefined;
    /** Metrics in the text format of Prometheus. */
    readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  };

/** The owner's side: UI, API, live stream and metrics. Never reached through a public URL. */
export function createControl(deps: ControlDeps): Koa {
  const app = new Koa();
  const handlers = {
    ...deps.others,
    ...createWorkbenchHandlers(deps),
    ...createSubscriptionHandlers(deps),
    ...createDeliveryHandlers(deps),
  };
  const triggerEvent = createTriggerHandler({
    publish: deps.subscriptions.publish,
    catalogue: deps.catalogue,
    jsonLimitBytes: deps.jsonLimitBytes,
    streams: deps.streams,
    findSubscription: (id) => deps.subscriptions.subscriptions.find(id),
  });
  const { jsonLimitBytes } = deps;
  const router = bindRoutes(controlRoutes, handlers, { triggerEvent }, { jsonLimitBytes });
  router.get('stream', '/api/stream', (context) => deps.live.serve(context));
  router.get('openapi', '/api/openapi.json', (context) => {
    context.type = 'application/json; charset=utf-8';
    context.body = controlOpenApi();
  });
  router.get('metrics', '/metrics', async (context) => {
    const { text, contentType } = await deps.metrics();
    context.type = contentType;
    context.body = text;
  });
  app.use(problemsMiddleware(deps));
  app.use(guardMiddleware(deps));
  app.use(uiMiddleware(deps.uiFolder));
  app.use((context, next) => {
    // Before the answer is read: what changes meanwhile comes in a later frame.
    context.set(LIVE_SEQ_HEADER, String(deps.live.newestSeq()));
    return next();
  });
  app.use(methodsMiddleware([router], ['stream']));
  app.use(router.routes());
  app.use(notFoundMiddleware);
  app.on('error', (error: Error) => deps.log.warn({ err: error }, 'an answer could not be sent'));
  return app;
}
