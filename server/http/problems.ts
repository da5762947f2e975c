import { STATUS_CODES } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { FieldError, Problem, ProblemCode } from '../contract/problem.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { Log, Random } from '../ports.ts';

/**
 * 400 is for a body that cannot be read as JSON, 422 for one that can but holds a wrong field.
 * The compiler asks for a status as soon as the contract gains a code.
 */
const STATUS_BY_CODE: Record<ProblemCode, number> = {
  malformed_request: 400,
  request_timeout: 408,
  headers_too_large: 431,
  expectation_failed: 417,
  invalid_json: 400,
  invalid_request: 422,
  unsupported_media_type: 415,
  body_too_large: 413,
  unauthorized: 401,
  forbidden_host: 403,
  forbidden_origin: 403,
  route_not_found: 404,
  method_not_allowed: 405,
  webhook_not_found: 404,
  ping_not_found: 404,
  trigger_hook_not_found: 404,
  unknown_event_type: 422,
  event_id_conflict: 409,
  invalid_url: 422,
  address_blocked: 422,
  reserved_header: 422,
  unknown_dialect: 422,
  invalid_secret: 422,
  invalid_policy: 422,
  invalid_filter: 422,
  invalid_import: 422,
  subscription_not_found: 404,
  event_not_found: 404,
  delivery_not_found: 404,
  capture_not_found: 404,
  rule_not_found: 404,
  inbox_not_found: 404,
  view_not_found: 404,
  publisher_not_found: 404,
  replay_not_found: 404,
  burst_not_found: 404,
  conflict: 409,
  not_pending: 409,
  upstream_failed: 502,
  storage_full: 507,
  rate_limited: 429,
  unavailable: 503,
  internal_error: 500,
};

/** The status that a code is answered with. */
function statusOf(code: ProblemCode): number {
  return STATUS_BY_CODE[code];
}

/** The RFC 9457 document of a refusal. */
export function problemOf(
  code: ProblemCode,
  detail: string,
  errors?: readonly FieldError[],
): Problem {
  const status = statusOf(code);
  const problem: Problem = {
    type: `urn:hookbench:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
  };
  return errors && errors.length > 0 ? { ...problem, errors: [...errors] } : problem;
}

/** Writes a problem as the answer. */
export function sendProblem(context: Context, problem: Problem): void {
  context.status = problem.status;
  context.set('Content-Type', 'application/problem+json');
  context.set('Cache-Control', 'no-store');
  if (!context.req.complete) {
    // What is left of the body is not waited for: the connection ends with this answer.
    context.set('Connection', 'close');
  }
  if (problem.status === 401) {
    context.set('WWW-Authenticate', 'Bearer');
  }
  context.body = JSON.stringify(problem);
}

export interface ProblemDeps {
  readonly log: Log;
  readonly random: Random;
}

/** Turns what handlers throw into problems. What is no AppError is a bug of ours: it is logged, not shown. */
export function problemsMiddleware(deps: ProblemDeps): Middleware {
  return async (context, next) => {
    try {
      checkTarget(context.req.url ?? '');
      await next();
    } catch (error) {
      if (context.headerSent || context.res.destroyed) {
        context.res.destroy();
        return;
      }
      sendProblem(context, problemOfError(deps, error, context.req.url ?? ''));
    }
  };
}

/** Koa reads the path out of the target, and throws outside all handlers where it cannot. */
function checkTarget(target: string): void {
  if (!target.startsWith('/') && target !== '*' && !URL.canParse(target)) {
    throw new AppError(
      'malformed_request',
      'The request target is no path. Begin it with a slash, as in GET /docs HTTP/1.1.',
    );
  }
}

function problemOfError(deps: ProblemDeps, error: unknown, path: string): Problem {
  if (error instanceof AppError) {
    return problemOf(error.code, error.message, error.errors);
  }
  const logId = newId('log', (size) => deps.random.bytes(size));
  deps.log.error({ log_id: logId, path, err: error }, 'a request failed');
  const detail = 'Something failed on our side. The log says more under this log_id.';
  return { ...problemOf('internal_error', detail), log_id: logId };
}
