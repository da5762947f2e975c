import axios, { type AxiosInstance } from 'axios';
import { controlRoutes } from '../../server/contract/control-routes.ts';
import { LIVE_SEQ_HEADER } from '../../server/contract/live.ts';
import type { Route, RouteInput, RouteReply } from '../../server/contract/route.ts';
import type { Connection } from '../platform/types.ts';
import { problemOf } from './problem.ts';

type Routes = typeof controlRoutes;
export type RouteId = keyof Routes;
export type Reply<Id extends RouteId> = RouteReply<Routes[Id]>;
type Input<Id extends RouteId> = RouteInput<Routes[Id]>;
interface Cancelling {
  /** Aborted: the answer is no longer wanted. */
  signal?: AbortSignal;
}
type Arguments<Id extends RouteId> =
  Record<never, never> extends Input<Id>
    ? [input?: Input<Id> & Cancelling]
    : [input: Input<Id> & Cancelling];

export interface BodyRange {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole body, whatever part of it was asked for. */
  totalBytes: number;
}

/** Typed calls, named by the route table. Every refusal is an ApiProblem. */
export interface ApiClient {
  call<Id extends RouteId>(id: Id, ...input: Arguments<Id>): Promise<Reply<Id>>;
  /** A call whose JSON body is given as text, so that its numbers stay as written. */
  callWithText<Id extends RouteId>(id: Id, bodyText: string): Promise<Reply<Id>>;
  /** Exported requests, byte for byte: a raw request may hold what is no text. */
  exportBytes(body: ExportOrder): Promise<Uint8Array<ArrayBuffer>>;
  /** The raw bytes of a capture, at most `maxBytes` of them. */
  captureBody(id: string, maxBytes: number | null, signal?: AbortSignal): Promise<BodyRange>;
}

type ExportOrder = NonNullable<Input<'exportRequests'>['body']>;

interface LooseInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
}

/** `onSeq` is told of the newest frame of the live stream at the moment that each call was answered from. */
export function createClient(
  connection: Connection,
  onSeq: (seq: number) => void = () => undefined,
): ApiClient {
  const http = axios.create({
    baseURL: connection.baseUrl,
    headers: { Authorization: `Bearer ${connection.token}` },
  });
  http.interceptors.response.use((response) => {
    const seq = seqOf(response.headers);
    if (seq !== null) {
      onSeq(seq);
    }
    return response;
  });
  // The one place where the types of the table are set aside: the reply is the server's promise.
  const call = (id: RouteId, input?: LooseInput) => send<unknown>(http, id, input ?? {});
  return {
    call: call as ApiClient['call'],
    callWithText: (id, bodyText) => send(http, id, { body: bodyText }),
    exportBytes: (body) => fetchExport(http, body),
    captureBody: (id, maxBytes, signal) => fetchBody(http, id, { maxBytes, signal }),
  };
}

async function send<Data>(http: AxiosInstance, id: RouteId, input: LooseInput): Promise<Data> {
  const route: Route = controlRoutes[id];
  try {
    const { data } = await http.request<Data>({
      method: route.method,
      url: fillPath(route.path, input.params ?? {}),
      params: input.query,
      ...(input.signal ? { signal: input.signal } : {}),
      ...bodyOf(route, input.body),
    });
    return data;
  } catch (error) {
    throw await problemOf(error);
  }
}

/** Where the live stream stood, by an answer of the server. */
export function seqOf(headers: object): number | null {
  const value = (headers as Record<string, unknown>)[LIVE_SEQ_HEADER.toLowerCase()];
  return typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : null;
}

function bodyOf(route: Route, body: unknown) {
  const isText = route.replyType !== undefined;
  return {
    ...(route.method === 'GET' || body === undefined
      ? {}
      : { data: body, headers: { 'Content-Type': 'application/json' } }),
    ...(isText ? { responseType: 'text' as const, transformResponse: (text: string) => text } : {}),
  };
}

async function fetchExport(
  http: AxiosInstance,
  body: ExportOrder,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { path } = controlRoutes.exportRequests;
    const { data } = await http.post<ArrayBuffer>(path, body, { responseType: 'arraybuffer' });
    return new Uint8Array(data);
  } catch (error) {
    throw await problemOf(error);
  }
}

async function fetchBody(
  http: AxiosInstance,
  id: string,
  options: { maxBytes: number | null; signal: AbortSignal | undefined },
): Promise<BodyRange> {
  const { maxBytes, signal } = options;
  try {
    const { data, headers, status } = await http.get<ArrayBuffer>(
      fillPath(controlRoutes.getCaptureBody.path, { id }),
      {
        responseType: 'arraybuffer',
        headers: maxBytes === null ? {} : { Range: `bytes=0-${maxBytes - 1}` },
        ...(signal ? { signal } : {}),
      },
    );
    const range = status === 206 ? /\/(\d+)$/.exec(String(headers['content-range'])) : null;
    return {
      bytes: new Uint8Array(data),
      totalBytes: range ? Number(range[1]) : data.byteLength,
    };
  } catch (error) {
    throw await problemOf(error);
  }
}

function fillPath(path: string, params: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
}
