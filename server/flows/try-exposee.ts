import { exposeeRoutes } from '../contract/exposee-routes.ts';
import type { RawHeaders } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import { redactHeaders, redactJsonText } from '../core/redact.ts';
import type { Transport } from '../ports.ts';

export interface TryDeps {
  readonly transport: Pick<Transport, 'send'>;
  /** Of our own exposee, on this computer; undefined until it listens. */
  readonly exposeeUrl: () => string | undefined;
  readonly apiKey: () => string | undefined;
}

export interface TriedRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly bodyText?: string | undefined;
}

const KEEP_BYTES = 256 * 1024;
const TIMEOUT_MS = 15_000;

/**
 * Calls our own exposee over its own listener, so that what is answered is what an integrator gets.
 * Only its routes can be called. Throws AppError `invalid_request`, `upstream_failed`.
 */
export async function tryExposee(deps: TryDeps, { method, path, bodyText }: TriedRequest) {
  checkRoute(method, path);
  const base = deps.exposeeUrl();
  if (base === undefined) {
    throw new AppError('unavailable', 'The exposee does not listen.');
  }
  const result = await deps.transport.send({
    method,
    url: base.replace(/\/$/, '') + path,
    headers: headersOf(deps, bodyText),
    bodyBytes: new TextEncoder().encode(bodyText ?? ''),
    timeoutMs: TIMEOUT_MS,
    maxConnections: 4,
    lane: 'docs',
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: KEEP_BYTES,
  });
  if (result.status === null) {
    throw new AppError('upstream_failed', `The exposee did not answer: ${result.outcome}.`);
  }
  return {
    status: result.status,
    headers: redactHeaders(result.headers),
    body_text: redactJsonText(new TextDecoder().decode(result.bodyBytes)),
    is_cut: result.isCut,
    duration_ms: result.totalMs,
  };
}

function headersOf(deps: TryDeps, bodyText: string | undefined): RawHeaders {
  const apiKey = deps.apiKey();
  return [
    ['Accept', 'application/json'],
    ...(bodyText === undefined
      ? []
      : [['Content-Type', 'application/json'] satisfies [string, string]]),
    ...(apiKey === undefined ? [] : [['X-Api-Key', apiKey] satisfies [string, string]]),
  ];
}

function checkRoute(method: string, path: string): void {
  const [bare = ''] = path.split('?');
  const isRoute = Object.values(exposeeRoutes).some(
    (route) => route.method === method && patternOf(route.path).test(bare),
  );
  if (!isRoute || /[\s\\]|\/\.\.?(\/|$)/.test(path)) {
    const message = `no route of the exposee is ${method} ${bare.slice(0, 100)}`;
    throw new AppError('invalid_request', `path: ${message}`, [{ path: 'path', message }]);
  }
}

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${escaped}$`);
}
