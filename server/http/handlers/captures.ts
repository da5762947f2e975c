import { Readable } from 'node:stream';
import type { controlRoutes } from '../../contract/control-routes.ts';
import type { CaptureId } from '../../contract/ids.ts';
import { AppError } from '../../core/errors.ts';
import type { ListSort } from '../../core/list-order.ts';
import type { CaptureRecord } from '../../core/records.ts';
import { chosenCaptures } from '../../flows/choose-captures.ts';
import { readFilter } from '../../flows/read-filter.ts';
import { findAttemptOf, type TraceDeps } from '../../flows/trace.ts';
import type { CaptureStore, ListRequest, LiveFeed } from '../../ports.ts';
import { type HandlerRequest, type Handlers, RawAnswer } from '../bind-routes.ts';
import { readRange } from '../byte-range.ts';
import { presentCapture, presentCaptureDetail } from '../present/present-capture.ts';

export interface CaptureHandlerDeps {
  readonly captures: CaptureStore;
  readonly trace: TraceDeps;
  readonly feed: Pick<LiveFeed, 'capture' | 'capturesDeleted' | 'changed'>;
}

type Table = typeof controlRoutes;
type Name =
  | 'listCaptures'
  | 'getCapture'
  | 'getCaptureBody'
  | 'changeCapture'
  | 'deleteCapture'
  | 'deleteCaptures'
  | 'restoreCaptures';

export function createCaptureHandlers(deps: CaptureHandlerDeps): Pick<Handlers<Table>, Name> {
  const { captures } = deps;
  const remove = async (ids: readonly CaptureId[]) => {
    const deleted = await captures.delete(ids);
    deps.feed.capturesDeleted(ids);
    return deleted;
  };
  return {
    listCaptures: async ({ query }) => {
      const page = await captures.list(listRequest(query));
      return { ...page, items: page.items.map(presentCapture) };
    },
    getCapture: async ({ params }) => {
      const record = await getCapture(deps, params.id);
      const detail = await captures.readDetail(params.id);
      if (!detail) {
        throw notFound(params.id);
      }
      const cause = await findAttemptOf(deps.trace, record, detail);
      const ids =
        cause?.delivery && cause.attempt
          ? { deliveryId: cause.delivery.id, attemptId: cause.attempt.id }
          : undefined;
      return presentCaptureDetail(record, detail, ids);
    },
    getCaptureBody: (request) => answerBody(deps, request),
    changeCapture: async ({ params, body }) => {
      const record = await captures.change(params.id, {
        ...(body.is_starred === undefined ? {} : { isStarred: body.is_starred }),
        ...(body.is_unseen === undefined ? {} : { isUnseen: body.is_unseen }),
      });
      if (!record) {
        throw notFound(params.id);
      }
      deps.feed.capture(record);
      return presentCapture(record);
    },
    deleteCapture: async ({ params }) => {
      await getCapture(deps, params.id);
      await remove([params.id]);
      return undefined;
    },
    deleteCaptures: async ({ body }) => {
      return remove(await chosenCaptures(captures, body));
    },
    restoreCaptures: async ({ body }) => {
      const restored = await captures.restore(body.undo);
      deps.feed.changed('captures');
      return { restored };
    },
  };
}

/** A list's query as the stores take it. Throws AppError `invalid_filter`. */
export function listRequest(query: {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly collapse?: 'burst' | undefined;
}): ListRequest {
  const { limit, cursor, filter, sort, collapse } = query;
  const order = sort === undefined ? {} : { sort: readSort(sort) };
  return {
    limit,
    cursor,
    filter: readFilter(filter),
    ...order,
    isCollapsed: collapse !== undefined,
  };
}

function readSort(text: string): ListSort {
  const isDescending = text.startsWith('-');
  return { column: isDescending ? text.slice(1) : text, isDescending };
}

async function getCapture(deps: CaptureHandlerDeps, id: CaptureId): Promise<CaptureRecord> {
  const record = await deps.captures.find(id);
  if (!record) {
    throw notFound(id);
  }
  return record;
}

function notFound(id: string): AppError {
  return new AppError(
    'capture_not_found',
    `id: capture ${id} is not stored here. It may have been deleted or pruned.`,
  );
}

async function answerBody(
  deps: CaptureHandlerDeps,
  { params, context }: HandlerRequest<Table['getCaptureBody']>,
): Promise<RawAnswer> {
  const record = await getCapture(deps, params.id);
  const range = readRange(context.get('Range'), record.sizeBytes);
  const headers = {
    'Accept-Ranges': 'bytes',
    'Content-Disposition': `attachment; filename="${record.id}.bin"`,
    'X-Content-Type-Options': 'nosniff',
  };
  const type = 'application/octet-stream';
  if (range === 'unsatisfiable') {
    const contentRange = { 'Content-Range': `bytes */${record.sizeBytes}` };
    return new RawAnswer(type, '', { status: 416, headers: { ...headers, ...contentRange } });
  }
  const { start, end } = range ?? { start: 0, end: record.sizeBytes };
  const bytes = deps.captures.readBody(params.id, start, end);
  if (!bytes) {
    throw notFound(params.id);
  }
  const whole = await wholeOrNothing(bytes, { id: record.id, lengthBytes: end - start });
  const length = { 'Content-Length': String(end - start) };
  const partial = { 'Content-Range': `bytes ${start}-${end - 1}/${record.sizeBytes}` };
  return new RawAnswer(type, Readable.from(whole, { objectMode: false }), {
    status: range ? 206 : 200,
    headers: { ...headers, ...length, ...(range ? partial : {}) },
  });
}

/** A store that says what is wrong with the file says it better. */
function unlessSaid(error: unknown): undefined {
  if (error instanceof AppError) {
    throw error;
  }
}

/**
 * The bytes, as long as they are as many as were promised: a file that became shorter ends the answer
 * in the middle, where a client would otherwise wait for the rest. Throws AppError `unavailable` where
 * there is not even a beginning.
 */
async function wholeOrNothing(
  bytes: AsyncIterable<Uint8Array>,
  { id, lengthBytes }: { readonly id: string; readonly lengthBytes: number },
): Promise<AsyncIterable<Uint8Array>> {
  const chunks = bytes[Symbol.asyncIterator]();
  const first = lengthBytes === 0 ? undefined : await chunks.next().catch(unlessSaid);
  if (lengthBytes > 0 && (first === undefined || first.done)) {
    throw new AppError(
      'unavailable',
      `id: the file with the body of ${id} cannot be read any more.`,
    );
  }
  return (async function* () {
    let missingBytes = lengthBytes;
    for (let chunk = first; chunk && !chunk.done; chunk = await chunks.next()) {
      missingBytes -= chunk.value.length;
      yield chunk.value;
    }
    if (missingBytes > 0) {
      throw new Error(`the file with the body of ${id} is ${missingBytes} bytes short`);
    }
  })();
}
