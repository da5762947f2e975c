import { exposeeRoutes } from '../../../server/contract/exposee-routes.ts';
import type { HttpMethod } from '../../../server/contract/route.ts';

export type ExposeeRouteId = keyof typeof exposeeRoutes;

export interface ApiRoute {
  id: ExposeeRouteId;
  method: HttpMethod;
  path: string;
  tag: string;
  summary: string;
  status: number;
  hasBody: boolean;
}

/** The exposee's routes, from the table that the server itself is made from. */
export const API_ROUTES: readonly ApiRoute[] = Object.values(exposeeRoutes).map((route) => {
  const { id, method, path, tag, summary, status } = route;
  return { id, method, path, tag, summary, status, hasBody: 'body' in route };
});

/** A body to start from, with one's own URL and never with a secret. */
export function sampleBody(id: ExposeeRouteId, receiverUrl: string): object | undefined {
  const url = `${receiverUrl}/hooks`;
  switch (id) {
    case 'register':
      return { url, event_types: ['payment_*'] };
    case 'registerOne':
      return { url, event: 'payment_received' };
    case 'unregister':
    case 'unregisterOne':
    case 'unregisterOneByDelete':
    case 'pingBack':
      return { url };
    case 'trigger':
      return { event: 'payment_received', data: { amount: '12.50', currency: 'EUR' } };
    case 'createHook':
      return { userid: 'testuser' };
    default:
      return undefined;
  }
}

/** The path with its parameter filled in; one that is empty stays in braces. */
export function filledPath(path: string, parameter: string): string {
  return path.replace(/\{\w+\}/, (name) =>
    parameter.trim() === '' ? name : encodeURIComponent(parameter.trim()),
  );
}

interface CurlInput {
  method: HttpMethod;
  url: string;
  bodyText: string | undefined;
  needsKey: boolean;
}

/** For bash and its kin; the API key is read from the environment. */
export function curlOf({ method, url, bodyText, needsKey }: CurlInput): string {
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url)}`,
    ...(needsKey ? ['-H "X-Api-Key: $HOOKBENCH_API_KEY"'] : []),
    ...(bodyText === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(bodyText)}`]),
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return /^[\w:/.?=&%-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
