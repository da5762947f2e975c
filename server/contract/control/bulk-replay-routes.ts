import { z } from 'zod';
import { BulkReplayCreateSchema, BulkReplaySchema } from '../bulk-replay.ts';
import { ReplaySchema } from '../exchange.ts';
import { CaptureIdSchema } from '../ids.ts';
import { defineRoutes } from '../route.ts';

const ById = z.object({ id: z.string().max(40) });
const tag = 'Replay';

export const bulkReplayRoutes = defineRoutes({
  listBulkReplays: {
    method: 'GET',
    path: '/api/bulk-replays',
    tag,
    summary:
      'Those that run and the last ones that ended, newest first; known until the server stops',
    status: 200,
    reply: z.object({ items: z.array(BulkReplaySchema) }),
  },
  startBulkReplay: {
    method: 'POST',
    path: '/api/bulk-replays',
    tag,
    summary:
      'Send many captures or deliveries again, oldest first; it goes on where nobody looks, and can be stopped',
    status: 202,
    body: BulkReplayCreateSchema,
    reply: BulkReplaySchema,
  },
  getBulkReplay: {
    method: 'GET',
    path: '/api/bulk-replays/{id}',
    tag,
    summary: 'How far it is',
    status: 200,
    params: ById,
    reply: BulkReplaySchema,
  },
  stopBulkReplay: {
    method: 'DELETE',
    path: '/api/bulk-replays/{id}',
    tag,
    summary: 'Send nothing more; one that has ended is forgotten',
    status: 200,
    params: ById,
    reply: BulkReplaySchema,
  },
  listReplaysOfCapture: {
    method: 'GET',
    path: '/api/captures/{id}/replays',
    tag,
    summary: 'What became of its replays, the latest first; known until the server stops',
    status: 200,
    params: z.object({ id: CaptureIdSchema }),
    reply: z.object({ items: z.array(ReplaySchema) }),
  },
});
