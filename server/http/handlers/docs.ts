import type { docsRoutes } from '../../contract/control/docs-routes.ts';
import { type TryDeps, tryExposee } from '../../flows/try-exposee.ts';
import { type Handlers, RawAnswer } from '../bind-routes.ts';
import { type DocsDeps, openApiText } from '../docs/docs.ts';

export type DocsHandlerDeps = TryDeps & Pick<DocsDeps, 'catalogue' | 'baseUrl'>;

export function createDocsHandlers(deps: DocsHandlerDeps): Handlers<typeof docsRoutes> {
  return {
    tryExposee: ({ body }) =>
      tryExposee(deps, { method: body.method, path: body.path, bodyText: body.body_text }),
    exportOpenApi: ({ params }) =>
      new RawAnswer('text/plain; charset=utf-8', openApiText(deps, params.format)),
  };
}
