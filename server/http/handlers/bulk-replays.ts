import type { bulkReplayRoutes } from '../../contract/control/bulk-replay-routes.ts';
import type { BulkReplays } from '../../flows/bulk-replay.ts';
import type { Replays } from '../../flows/replay-capture.ts';
import type { Handlers } from '../bind-routes.ts';

export function createBulkReplayHandlers(
  bulk: BulkReplays,
  replays: Pick<Replays, 'ofCapture'>,
): Handlers<typeof bulkReplayRoutes> {
  return {
    listBulkReplays: () => ({ items: bulk.list() }),
    startBulkReplay: ({ body }) => bulk.start(body),
    getBulkReplay: ({ params }) => bulk.get(params.id),
    stopBulkReplay: ({ params }) => bulk.stop(params.id),
    listReplaysOfCapture: ({ params }) => ({ items: replays.ofCapture(params.id) }),
  };
}
