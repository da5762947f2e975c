import type { Context, Middleware } from 'koa';
import { LIVE_SEQ_HEADER } from '../contract/live.ts';
import { AppError } from '../core/errors.ts';
import { isSameText } from './api-key.ts';

/**
 * Keeps the control listener to its owner. A page on the web can make this browser send requests here
 * (so Origin is checked), and can have its own name point here (so Host is). The token comes last: who
 * is at the wrong door is not told whether the key would fit.
 */
export interface GuardDeps {
  /** What `Authorization: Bearer` must carry. */
  readonly token: string;
  /** Every `host:port` that names this listener, in lower case. Asked anew: the port is known late. */
  readonly hosts: () => readonly string[];
}

/** The desktop window's pages. */
const DESKTOP_ORIGIN = 'app://hookbench';
/** The one route that works without a token, because it hands it out. */
const SESSION_PATH = '/api/session';
const GUARDED_PATHS = /^\/(api(\/|$)|metrics$)/;

/** Whatever is not a page or a file of the window wants the token: what nobody thought of is closed. */
function isOpen(context: Context): boolean {
  const isRead = context.method === 'GET' || context.method === 'HEAD';
  return context.path === SESSION_PATH || (isRead && !GUARDED_PATHS.test(context.path));
}

export function guardMiddleware(deps: GuardDeps): Middleware {
  return async (context, next) => {
    checkHost(deps, context);
    checkOrigin(deps, context);
    allowDesktop(context);
    if (context.method === 'OPTIONS' && context.get('Access-Control-Request-Method') !== '') {
      context.status = 204;
      return;
    }
    if (!isOpen(context)) {
      checkToken(deps, context);
    }
    await next();
  };
}

function checkHost(deps: GuardDeps, context: Context): void {
  const host = (context.req.headers.host ?? '').toLowerCase();
  if (!deps.hosts().includes(host)) {
    throw new AppError(
      'forbidden_host',
      `This listener is not called ${host.slice(0, 100) || 'without a name'}. Call it by ${deps.hosts()[0] ?? 'its own address'}, or allow the name with allowed_hosts.`,
    );
  }
}

function checkOrigin(deps: GuardDeps, context: Context): void {
  const origin = context.req.headers.origin;
  if (origin === undefined || origin === DESKTOP_ORIGIN) {
    return;
  }
  const own = deps.hosts().flatMap((host) => [`http://${host}`, `https://${host}`]);
  if (!own.includes(origin.toLowerCase())) {
    throw new AppError(
      'forbidden_origin',
      `Pages of ${origin.slice(0, 100)} may not call the control API.`,
    );
  }
}

/** The window's pages have another origin than this listener: the browser asks whether they may. */
function allowDesktop(context: Context): void {
  if (context.req.headers.origin !== DESKTOP_ORIGIN) {
    return;
  }
  context.set({
    'Access-Control-Allow-Origin': DESKTOP_ORIGIN,
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': 'authorization, content-type, accept, range, last-event-id',
    'Access-Control-Expose-Headers': `content-length, content-range, content-disposition, ${LIVE_SEQ_HEADER.toLowerCase()}`,
    'Access-Control-Max-Age': '600',
    Vary: 'Origin',
  });
  if (context.get('Access-Control-Request-Private-Network') === 'true') {
    context.set('Access-Control-Allow-Private-Network', 'true');
  }
}

/** Where its owner finds it; whoever else reads this learns nothing that opens the door. */
const TOKEN_PLACES =
  '`hookbench serve` keeps it in the file "token" of its data folder and prints it with --json; the address that it prints opens the window without.';

function checkToken(deps: GuardDeps, context: Context): void {
  const given = /^Bearer +(\S+) *$/i.exec(context.get('Authorization'))?.[1] ?? '';
  if (!isSameText(given, deps.token)) {
    const fault =
      given === ''
        ? 'The token is missing: send "Authorization: Bearer TOKEN".'
        : 'The token is wrong: it is new at every start.';
    throw new AppError('unauthorized', `${fault} ${TOKEN_PLACES}`);
  }
}
