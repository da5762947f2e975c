import type { Clock, OutgoingRequest, Transport, TransportResult } from '../../ports.ts';
import { AnswerHandler } from './answer-handler.ts';
import { createNameResolver, type ResolveName } from './guarded-connect.ts';
import { Pools } from './pools.ts';

export interface TransportOptions {
  readonly clock: Clock;
  /** Resolves names; the system's resolver where it is left out. */
  readonly resolveName?: ResolveName;
}

interface Target {
  readonly origin: string;
  readonly path: string;
  readonly isTls: boolean;
}

const MAX_TARGETS = 5000;

/** Sends through one warm undici pool per lane and origin. Redirects are not followed. */
export function createTransport({ clock, resolveName }: TransportOptions): Transport {
  const pools = new Pools(clock, resolveName ?? createNameResolver());
  const targets = new Map<string, Target>();

  function targetOf(url: string): Target {
    const known = targets.get(url);
    if (known !== undefined) {
      return known;
    }
    if (targets.size >= MAX_TARGETS) {
      targets.clear();
    }
    const { origin, pathname, search, protocol } = new URL(url);
    const target = { origin, path: pathname + search, isTls: protocol === 'https:' };
    targets.set(url, target);
    return target;
  }

  return {
    send(request) {
      return new Promise((resolve) => {
        const target = targetOf(request.url);
        const lane = pools.find(target.origin, request);
        lane.inFlight += 1;
        const done = (result: TransportResult) => {
          lane.inFlight -= 1;
          lane.lastUsedMs = clock.monotonic();
          resolve(result);
        };
        const handler = new AnswerHandler(request, target.isTls, { clock, connection: lane }, done);
        lane.pool.dispatch(
          {
            path: target.path,
            method: request.method,
            headers: flatHeaders(request.headers),
            body: request.bodyBytes,
          },
          handler,
        );
      });
    },
    close: () => pools.close(),
  };
}

/** undici keeps the order and case of a flat array of names and values. */
function flatHeaders(headers: OutgoingRequest['headers']): string[] {
  const flat: string[] = [];
  for (const [name, value] of headers) {
    flat.push(name, value);
  }
  return flat;
}
