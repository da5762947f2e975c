import { bulkReplayRoutes } from './control/bulk-replay-routes.ts';
import { burstRoutes } from './control/burst-routes.ts';
import { captureRoutes } from './control/capture-routes.ts';
import { composeRoutes } from './control/compose-routes.ts';
import { deliveryRoutes } from './control/delivery-routes.ts';
import { docsRoutes } from './control/docs-routes.ts';
import { exchangeRoutes } from './control/exchange-routes.ts';
import { listRoutes } from './control/list-routes.ts';
import { signatureRoutes } from './control/signature-routes.ts';
import { subscriptionRoutes } from './control/subscription-routes.ts';
import { tunnelRoutes } from './control/tunnel-routes.ts';
import { workbenchRoutes } from './control/workbench-routes.ts';

/** Every route of the control API. `/api/stream`, `/api/openapi.json` and `/metrics` stand beside it. */
export const controlRoutes = {
  ...workbenchRoutes,
  ...subscriptionRoutes,
  ...deliveryRoutes,
  ...captureRoutes,
  ...exchangeRoutes,
  ...signatureRoutes,
  ...tunnelRoutes,
  ...bulkReplayRoutes,
  ...burstRoutes,
  ...composeRoutes,
  ...docsRoutes,
  ...listRoutes,
};
