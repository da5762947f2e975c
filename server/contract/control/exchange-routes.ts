import { z } from 'zod';
import {
  CompareOptionsSchema,
  CompareSideSchema,
  ComparisonSchema,
  ExportFormatSchema,
  ReplayCreateSchema,
  ReplaySchema,
  TraceSchema,
} from '../exchange.ts';
import { AttemptIdSchema, CaptureIdSchema, DeliveryIdSchema } from '../ids.ts';
import { collapsiblePageOf, sortedListQuery, TRACE_SORT_COLUMNS } from '../page.ts';
import { defineRoutes } from '../route.ts';

const ReplayById = z.object({ id: z.string().max(40) });

/** What one does with a captured request: send it again, compare it, follow it, take it elsewhere. */
export const exchangeRoutes = defineRoutes({
  replayCapture: {
    method: 'POST',
    path: '/api/captures/{id}/replay',
    tag: 'Replay',
    summary:
      'Send a capture again, exact or signed anew, edited or not; answers after 10 s at most',
    status: 200,
    params: z.object({ id: CaptureIdSchema }),
    body: ReplayCreateSchema,
    reply: ReplaySchema,
  },
  getReplay: {
    method: 'GET',
    path: '/api/replays/{id}',
    tag: 'Replay',
    summary: 'How far it is, with a result per run',
    status: 200,
    params: ReplayById,
    reply: ReplaySchema,
  },
  stopReplay: {
    method: 'DELETE',
    path: '/api/replays/{id}',
    tag: 'Replay',
    summary: 'Send no further run',
    status: 200,
    params: ReplayById,
    reply: ReplaySchema,
  },
  compareRequests: {
    method: 'POST',
    path: '/api/compare',
    tag: 'Compare',
    summary: 'Two captures, or a capture and an attempt, byte for byte',
    status: 200,
    body: z.object({
      left: CompareSideSchema,
      right: CompareSideSchema,
      options: CompareOptionsSchema.optional(),
    }),
    reply: ComparisonSchema,
  },
  listTraces: {
    method: 'GET',
    path: '/api/traces',
    tag: 'Traces',
    summary: 'Deliveries joined to the captures that they became, one-sided ones included',
    status: 200,
    query: sortedListQuery(TRACE_SORT_COLUMNS),
    reply: collapsiblePageOf(TraceSchema).extend({
      total: z
        .number()
        .int()
        .describe(
          'at most so many: a capture that a delivery became is known to be the same only once both were read, so it counts twice until then; exact where everything is on the first page',
        ),
    }),
  },
  traceDelivery: {
    method: 'GET',
    path: '/api/deliveries/{id}/trace',
    tag: 'Traces',
    summary: 'Every attempt of one delivery with the capture that it became',
    status: 200,
    params: z.object({ id: DeliveryIdSchema }),
    reply: z.object({ items: z.array(TraceSchema) }),
  },
  exportRequests: {
    method: 'POST',
    path: '/api/export',
    tag: 'Export',
    summary:
      'Captures, or the attempts of deliveries, as HAR, raw HTTP, cURL, fetch or a cassette; secrets masked unless asked for',
    status: 200,
    body: z.object({
      what: z.enum(['captures', 'deliveries']).default('captures'),
      ids: z.array(z.string().max(40)).max(10_000).optional(),
      attempt_id: AttemptIdSchema.optional().describe('of the deliveries: this attempt alone'),
      filter: z.string().max(2000).optional(),
      format: ExportFormatSchema,
      include_credentials: z.boolean().default(false),
    }),
    reply: z.string(),
    replyType: 'application/octet-stream',
  },
  importRequests: {
    method: 'POST',
    path: '/api/import',
    tag: 'Export',
    summary: 'Captures from a HAR, a cassette or one raw HTTP request',
    status: 200,
    body: z.union([
      z.object({ text: z.string() }),
      z.object({ base64: z.base64().describe('the exact bytes of a file, 32 MiB at most') }),
    ]),
    maxBodyBytes: 44 * 1024 * 1024,
    reply: z.object({ imported: z.number().int(), ids: z.array(CaptureIdSchema) }),
  },
});
