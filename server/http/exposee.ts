import Koa from 'koa';
import { exposeeRoutes } from '../contract/exposee-routes.ts';
import { apiKeyMiddleware } from './api-key.ts';
import { bindRoutes, methodsMiddleware, notFoundMiddleware } from './bind-routes.ts';
import { createDocsRouter, type DocsDeps } from './docs/docs.ts';
import type { EventStreams } from './event-streams.ts';
import { createExposeeHandlers, type ExposeeHandlerDeps } from './handlers/exposee.ts';
import { createTriggerHandler } from './handlers/trigger.ts';
import { pageOriginMiddleware } from './page-origin.ts';
import { type ProblemDeps, problemsMiddleware } from './problems.ts';
import type { BulkReader } from './trigger-stream.ts';

export type ExposeeDeps = ExposeeHandlerDeps &
  ProblemDeps &
  DocsDeps & {
    /** 1 MiB where it is left out. */
    readonly jsonLimitBytes?: number;
    readonly streams: EventStreams;
    /** Reads large streams of events in another thread. */
    readonly bulk?: BulkReader | undefined;
  };

/** What integrators reach, through a public URL where there is one. No control route is here. */
export function createExposee(deps: ExposeeDeps): Koa {
  const app = new Koa();
  const handlers = createExposeeHandlers(deps);
  const trigger = createTriggerHandler({
    publish: deps.subscriptions.publish,
    catalogue: deps.catalogue,
    jsonLimitBytes: deps.jsonLimitBytes,
    streams: deps.streams,
    bulk: deps.bulk,
  });
  const router = bindRoutes(
    exposeeRoutes,
    handlers,
    { trigger },
    {
      jsonLimitBytes: deps.jsonLimitBytes,
      hasOpenQueries: true,
    },
  );
  const docs = createDocsRouter(deps);
  app.use(problemsMiddleware(deps));
  app.use(pageOriginMiddleware(deps.baseUrl));
  app.use(apiKeyMiddleware(deps.apiKey));
  app.use(methodsMiddleware([router, docs], ['pingByGet', 'fireHookByGet']));
  app.use(router.routes());
  app.use(docs.routes());
  app.use(notFoundMiddleware);
  app.on('error', (error: Error) => deps.log.warn({ err: error }, 'an answer could not be sent'));
  return app;
}
