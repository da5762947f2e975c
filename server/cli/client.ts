import type { z } from 'zod';
import { controlRoutes } from '../contract/control-routes.ts';
import { exposeeRoutes } from '../contract/exposee-routes.ts';
import { ProblemSchema } from '../contract/problem.ts';
import type { Route, RouteInput, RouteReply } from '../contract/route.ts';
import { ApiFailure, CommandFailure } from './failure.ts';
import { plain } from './terminal.ts';

type RouteTable = Record<string, Route>;

/** A server, and what opens it: the control listener's token or the exposee's API key. */
export interface Target {
  readonly url: string;
  readonly bearer?: string | undefined;
  /** Who that is, for error texts. */
  readonly name: 'exposee' | 'control API';
}

/** A body that is text already: data exactly as it was given, or many lines. */
export interface RawBody {
  readonly text: string;
  readonly contentType: 'application/json' | 'application/x-ndjson';
}

/** One function a route, typed by the table. */
export type Client<Table extends RouteTable> = {
  readonly [Key in keyof Table]: (
    ...input: Record<string, never> extends RouteInput<Table[Key]>
      ? [input?: RouteInput<Table[Key]>]
      : [input: RouteInput<Table[Key]>]
  ) => Promise<RouteReply<Table[Key]>>;
};

export function createExposeeClient(target: Target): Client<typeof exposeeRoutes> {
  return createClient(exposeeRoutes, target);
}

export function createControlClient(target: Target): Client<typeof controlRoutes> {
  return createClient(controlRoutes, target);
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly bytes: Uint8Array;
  /** The same as text. */
  readonly data: string;
}

interface CallInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

function createClient<Table extends RouteTable>(table: Table, target: Target): Client<Table> {
  const calls = Object.entries(table).map(([id, route]) => [
    id,
    async (input: CallInput = {}) => {
      const body =
        input.body === undefined
          ? undefined
          : ({ text: JSON.stringify(input.body), contentType: 'application/json' } as const);
      const path = fillPath(route.path, input.params) + queryText(input.query);
      return readReply(route, target, await send(target, route.method, path, body));
    },
  ]);
  return Object.fromEntries(calls);
}

/** Calls a route with a body that is text already; answers what came, unchecked but for its status. */
export async function sendRaw(target: Target, route: Route, body: RawBody): Promise<unknown> {
  const response = await send(target, route.method, route.path, body);
  refuseBadStatus(target, response);
  return parseJson(target, response);
}

/** Exported requests, byte for byte: a raw request with a body that is no text would not survive being read as one. */
export async function fetchExport(
  target: Target,
  order: z.input<typeof controlRoutes.exportRequests.body>,
): Promise<Uint8Array> {
  const { method, path } = controlRoutes.exportRequests;
  const body = { text: JSON.stringify(order), contentType: 'application/json' } as const;
  const answer = await send(target, method, path, body);
  refuseBadStatus(target, answer);
  return answer.bytes;
}

async function send(
  target: Target,
  method: string,
  path: string,
  body: RawBody | undefined,
): Promise<Answer> {
  // Loaded here: commands that call nobody, such as help and verify, start twice as fast without.
  const { default: axios } = await import('axios');
  try {
    const { status, statusText, data } = await axios.request<Uint8Array>({
      method,
      url: target.url.replace(/\/$/, '') + path,
      data: body?.text,
      headers: {
        accept: 'application/json, application/problem+json;q=0.9, */*;q=0.1',
        ...(body && { 'content-type': body.contentType }),
        ...(target.bearer !== undefined && { authorization: `Bearer ${target.bearer}` }),
      },
      // Bytes stay bytes: axios would parse JSON and lose what does not survive it.
      responseType: 'arraybuffer',
      transformRequest: (data) => data,
      transformResponse: (data) => data,
      validateStatus: () => true,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      timeout: 30_000,
      // A proxy for the internet is no way to a server of this computer.
      ...(isLocal(target.url) && { proxy: false as const }),
    });
    return { status, statusText, bytes: data, data: Buffer.from(data).toString('utf8') };
  } catch (error) {
    throw unreachable(target, error);
  }
}

function readReply(route: Route, target: Target, response: Answer): unknown {
  refuseBadStatus(target, response);
  if (!route.reply) {
    return undefined;
  }
  if (route.replyType !== undefined) {
    return response.data;
  }
  const reply = route.reply.safeParse(parseJson(target, response));
  if (!reply.success) {
    const path = reply.error.issues[0]?.path.join('.') ?? '';
    throw new CommandFailure(
      `${target.url} answered ${route.method} ${route.path} with something else than Hookbench does (${path || 'body'})`,
    );
  }
  return reply.data;
}

function refuseBadStatus(target: Target, response: Answer): void {
  if (response.status >= 200 && response.status < 300) {
    return;
  }
  const problem = ProblemSchema.safeParse(tryJson(response.data));
  if (problem.success) {
    const isKeyAsked = target.name === 'exposee' && problem.data.code === 'unauthorized';
    const detail = isKeyAsked ? keyText(target) : problem.data.detail;
    throw new ApiFailure({ ...problem.data, detail });
  }
  const text = plain(String(response.data)).slice(0, 200);
  throw new CommandFailure(
    `${target.url} answered ${response.status} ${response.statusText}${text ? `: ${text}` : ''}`,
  );
}

/** A person at a command sets a variable, and no header as the answer says. */
function keyText({ url, bearer }: Target): string {
  return bearer === undefined
    ? `${url} asks for an API key: set HOOKBENCH_EXPOSEE_API_KEY to it.`
    : `${url} does not know the API key of HOOKBENCH_EXPOSEE_API_KEY.`;
}

function parseJson(target: Target, response: Answer): unknown {
  const value = tryJson(response.data);
  if (value === undefined) {
    throw new CommandFailure(`${target.url} answered something that is not JSON`);
  }
  return value;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Says who did not answer and what to do about it. */
export function unreachable(target: Target, error: unknown): CommandFailure {
  const code = error instanceof Error && 'code' in error ? error.code : String(error);
  const wayOut =
    target.name === 'exposee'
      ? 'start one with `hookbench serve`, or name another with --exposee URL'
      : 'start it with `hookbench serve`, or name its data folder with --data DIR';
  return new CommandFailure(`no ${target.name} answers at ${target.url} (${code}): ${wayOut}`);
}

function fillPath(path: string, params: unknown): string {
  const values = new Map(Object.entries(params ?? {}));
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values.get(name) ?? '')),
  );
}

function queryText(query: unknown): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const texts = pairs.map(([name, value]): [string, string] => [name, String(value)]);
  const text = new URLSearchParams(texts).toString();
  return text === '' ? '' : `?${text}`;
}

function isLocal(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
