import { parseBody, type RuleRequest } from './rule-match.ts';
import { renderText } from './template.ts';

/**
 * The body that a rule answers with: a template over `request` (method, path, target, query, headers,
 * body, json, event, delivery_key, verdict, dialect) and the words of every template. Throws liquidjs'
 * error where it fails or takes too much.
 */
export function renderTemplate(
  source: string,
  request: RuleRequest,
  { seed, nowMs }: { readonly seed: number; readonly nowMs: number },
): Uint8Array {
  const words = { request: requestScope(request) };
  return new TextEncoder().encode(renderText(source, { seed, nowMs, words }));
}

function requestScope(request: RuleRequest): object {
  const mark = request.target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1));
  return {
    method: request.method,
    path: request.path,
    target: request.target,
    query: Object.fromEntries(query),
    headers: Object.fromEntries(
      request.headers.map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: request.bodyBytes === undefined ? '' : new TextDecoder().decode(request.bodyBytes),
    json: parseBody(request)?.value,
    event: request.eventType,
    delivery_key: request.deliveryKey,
    verdict: request.verdict,
    dialect: request.dialect,
  };
}
