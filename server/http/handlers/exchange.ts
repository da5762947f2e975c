import type { controlRoutes } from '../../contract/control-routes.ts';
import type { Delivery } from '../../contract/delivery.ts';
import type { Trace } from '../../contract/exchange.ts';
import type { DeliveryRecord } from '../../core/records.ts';
import { type CompareDeps, compareSides } from '../../flows/compare-requests.ts';
import { type ExportDeps, exportRequests } from '../../flows/export-requests.ts';
import { type ImportDeps, importRequests } from '../../flows/import-requests.ts';
import { withSubscriptionNames } from '../../flows/read-filter.ts';
import type { Replays } from '../../flows/replay-capture.ts';
import { listSortedTraces } from '../../flows/sorted-traces.ts';
import {
  idOf,
  listTraces,
  type TraceDeps,
  type TraceRecord,
  traceDelivery,
} from '../../flows/trace.ts';
import { type Handlers, RawAnswer } from '../bind-routes.ts';
import { presentCapture } from '../present/present-capture.ts';
import { listRequest } from './captures.ts';

export interface ExchangeHandlerDeps {
  readonly replays: Replays;
  readonly compare: CompareDeps;
  readonly trace: TraceDeps;
  readonly exports: ExportDeps;
  readonly imports: ImportDeps;
  /** How the API shows a delivery. */
  readonly presentDelivery: (record: DeliveryRecord) => Delivery;
}

type Table = typeof controlRoutes;
type Name =
  | 'replayCapture'
  | 'getReplay'
  | 'stopReplay'
  | 'compareRequests'
  | 'listTraces'
  | 'traceDelivery'
  | 'exportRequests'
  | 'importRequests';

export function createExchangeHandlers(deps: ExchangeHandlerDeps): Pick<Handlers<Table>, Name> {
  return {
    replayCapture: ({ params, body }) => deps.replays.start(params.id, body),
    getReplay: ({ params }) => deps.replays.get(params.id),
    stopReplay: ({ params }) => deps.replays.stop(params.id),
    compareRequests: ({ body }) => compareSides(deps.compare, body, body.options),
    listTraces: async ({ query }) => {
      const plain = listRequest(query);
      const { subscriptions } = deps.trace;
      const filter = withSubscriptionNames(plain.filter, subscriptions.all());
      const request = { ...plain, filter };
      const { sort } = request;
      const page = await (sort
        ? listSortedTraces(deps.trace, { ...request, sort })
        : listTraces(deps.trace, request));
      return { ...page, items: page.items.map((trace) => presentTrace(deps, trace)) };
    },
    traceDelivery: async ({ params }) => {
      const traces = await traceDelivery(deps.trace, params.id);
      return { items: traces.map((trace) => presentTrace(deps, trace)) };
    },
    exportRequests: async ({ body }) => {
      const { name, type, bytes } = await exportRequests(deps.exports, body);
      const headers = { 'Content-Disposition': `attachment; filename="${name}"` };
      return new RawAnswer(type, bytes, { headers });
    },
    importRequests: async ({ body }) => {
      const text = 'text' in body ? body.text : Buffer.from(body.base64, 'base64');
      const ids = await importRequests(deps.imports, text);
      return { imported: ids.length, ids };
    },
  };
}

function presentTrace(deps: ExchangeHandlerDeps, trace: TraceRecord): Trace {
  const { delivery, attempt, capture } = trace;
  return {
    id: idOf(trace),
    kind: kindOf(trace),
    at: new Date(trace.atMs).toISOString(),
    joined_by: trace.joinedBy,
    delivery: delivery && deps.presentDelivery(delivery),
    attempt: attempt?.number ?? null,
    capture: capture && presentCapture(capture),
    gap_ms: attempt && capture ? capture.receivedAtMs - attempt.startedAtMs : null,
    text: textOf(trace),
  };
}

function kindOf({ delivery, capture }: TraceRecord): Trace['kind'] {
  if (delivery && capture) {
    return 'joined';
  }
  return delivery ? 'sent_only' : 'captured_only';
}

function textOf({ delivery, attempt, capture, joinedBy }: TraceRecord): string {
  if (delivery && capture) {
    return `Sent and captured: both carry the same ${joinedBy}.`;
  }
  if (capture) {
    return 'Captured, not ours: no delivery of this exposee carries its key.';
  }
  return attempt
    ? 'Sent, never captured: it went elsewhere, or never arrived here.'
    : 'Not sent yet.';
}
