import type { burstRoutes } from '../../contract/control/burst-routes.ts';
import type { Bursts } from '../../flows/run-burst.ts';
import type { Handlers } from '../bind-routes.ts';

export function createBurstHandlers(bursts: Bursts): Handlers<typeof burstRoutes> {
  return {
    listBursts: () => ({ items: [...bursts.list()] }),
    startBurst: ({ body }) => bursts.start(body),
    getBurst: ({ params }) => bursts.get(params.id),
    stopBurst: ({ params }) => bursts.stop(params.id),
  };
}
