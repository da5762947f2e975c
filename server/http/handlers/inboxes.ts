import type { controlRoutes } from '../../contract/control-routes.ts';
import {
  changeInbox,
  createInbox,
  type InboxDeps,
  removeInbox,
  restoreInbox,
} from '../../flows/manage-inboxes.ts';
import type { Handlers } from '../bind-routes.ts';
import { presentInbox } from '../present/present-capture.ts';

type Table = typeof controlRoutes;
type Name = 'listInboxes' | 'createInbox' | 'changeInbox' | 'deleteInbox' | 'restoreInbox';

export function createInboxHandlers(deps: InboxDeps): Pick<Handlers<Table>, Name> {
  return {
    listInboxes: () => ({ items: deps.inboxes.all().map(presentInbox) }),
    createInbox: async ({ body }) => presentInbox(await createInbox(deps, body)),
    changeInbox: async ({ params, body }) => presentInbox(await changeInbox(deps, params.id, body)),
    deleteInbox: async ({ params }) => {
      await removeInbox(deps, params.id);
      return undefined;
    },
    restoreInbox: async ({ params }) => presentInbox(await restoreInbox(deps, params.id)),
  };
}
