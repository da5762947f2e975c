import type { composeRoutes } from '../../contract/control/compose-routes.ts';
import type { Composer } from '../../flows/compose-event.ts';
import type { Catalogue } from '../../flows/event-types.ts';
import { importEventTypes } from '../../flows/import-event-types.ts';
import type { Handlers } from '../bind-routes.ts';

export interface ComposeHandlerDeps {
  readonly composer: Composer;
  readonly catalogue: Catalogue;
}

export function createComposeHandlers({
  composer,
  catalogue,
}: ComposeHandlerDeps): Handlers<typeof composeRoutes> {
  return {
    previewEvent: ({ body }) => composer.preview(body),
    composeEvent: ({ body: { times, ...composed } }) => composer.send(composed, times),
    saveSample: ({ params, body }) => catalogue.saveSample(params.name, params.sample, body.text),
    deleteSample: async ({ params }) => {
      await catalogue.removeSample(params.name, params.sample);
      return undefined;
    },
    importEventTypes: ({ body }) =>
      importEventTypes({ catalogue }, { text: body.text, isDryRun: body.is_dry_run }),
  };
}
