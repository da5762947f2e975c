import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../core/errors.ts';
import {
  IntegratorBodySchema,
  type RegisterDeps,
  registerAtExposee,
  unregisterAtExposee,
} from '../flows/register-at-exposee.ts';
import type { ExposeeAnswer } from '../ports.ts';
import { isDirectCall } from './direct-call.ts';
import { checkFields } from './field-errors.ts';
import { problemOf } from './problems.ts';
import { integratorDocs } from './receiver-docs.ts';

const MAX_BODY_BYTES = 64 * 1024;

type Serve = (request: IncomingMessage) => Promise<ExposeeAnswer>;

/**
 * The integrator's own routes. They act on this computer's behalf, so they are served only to who
 * came straight here: a loopback peer and Host, no sign of a proxy or a tunnel, no foreign web page.
 * Everything else is captured. Answers true where it took the request.
 */
export function createIntegratorRoutes(
  deps: RegisterDeps,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const routes = new Map<string, Serve>([
    ['GET /ping', async () => json(200, { status: 'ok' })],
    ['GET /docs', async () => docs(deps)],
    [
      'POST /register-webhook',
      async (request) => registerAtExposee(deps, await readInput(request)),
    ],
    [
      'POST /unregister-webhook',
      async (request) => unregisterAtExposee(deps, await readInput(request)),
    ],
  ]);
  return (request, response) => {
    const target = request.url ?? '';
    const mark = target.indexOf('?');
    const serve = routes.get(`${request.method} ${mark < 0 ? target : target.slice(0, mark)}`);
    if (!serve || !isDirect(request)) {
      return false;
    }
    request.on('error', () => response.destroy());
    serve(request).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, problem(error)),
    );
    return true;
  };
}

/** A page of another origin can make a browser send here; it is not the user who asks. */
function isDirect(request: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  return (
    isDirectCall(request) &&
    (origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`) &&
    (site === undefined || site === 'none' || site === 'same-origin')
  );
}

async function readInput(request: IncomingMessage) {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) {
      throw new AppError(
        'body_too_large',
        'The body is larger than 64 KiB; {"url", "event"} is all.',
      );
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return checkFields(IntegratorBodySchema, text.trim() === '' ? {} : parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError(
      'invalid_json',
      'The body is not JSON. {"url": …, "event": …}, both optional.',
    );
  }
}

function docs(deps: RegisterDeps): ExposeeAnswer {
  const { url } = deps.receiver();
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    bodyText: integratorDocs(url, deps.settings().receiver_public_url),
  };
}

function json(status: number, body: object): ExposeeAnswer {
  return { status, contentType: 'application/json; charset=utf-8', bodyText: JSON.stringify(body) };
}

function problem(error: unknown): ExposeeAnswer {
  const isOurs = error instanceof AppError;
  const document = isOurs
    ? problemOf(error.code, error.message, error.errors)
    : problemOf('internal_error', 'Something failed in the receiver.');
  const contentType = 'application/problem+json; charset=utf-8';
  return { ...json(document.status, document), contentType };
}

function send(response: ServerResponse, answer: ExposeeAnswer): void {
  const body = Buffer.from(answer.bodyText);
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(body);
}
