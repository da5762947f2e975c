import { Pool } from 'undici';
import type { Clock, OutgoingRequest } from '../../ports.ts';
import type { FreshConnection } from './answer-handler.ts';
import { guardedConnector, type ResolveName } from './guarded-connect.ts';

/** A pool that nobody used for this long is closed. */
const IDLE_MS = 60_000;
const SWEEP_MS = 15_000;
/** Servers often close after 5 s without telling: stay below. A Keep-Alive header says better. */
const KEEP_ALIVE_MS = 4_000;
const MAX_HEADER_BYTES = 64 * 1024;
/** A host that swallows connection requests holds a slot no longer than this. */
const MAX_CONNECT_MS = 30_000;

/** The pool of one lane for one origin, with the options that it was made with. */
export interface LanePool extends FreshConnection {
  readonly pool: Pool;
  readonly options: PoolOptions;
  lastUsedMs: number;
  inFlight: number;
}

type PoolOptions = Pick<
  OutgoingRequest,
  'maxConnections' | 'allowsPrivate' | 'allowsLoopback' | 'trustsCertificate' | 'timeoutMs'
>;

/** Warm pools by origin and lane. A lane's connections are its own, so nobody waits for another. */
export class Pools {
  private readonly origins = new Map<string, Map<string, LanePool>>();
  private readonly clock: Clock;
  private readonly resolve: ResolveName;
  private cancelSweep: (() => void) | undefined;

  constructor(clock: Clock, resolve: ResolveName) {
    this.clock = clock;
    this.resolve = resolve;
  }

  get size(): number {
    return [...this.origins.values()].reduce((sum, lanes) => sum + lanes.size, 0);
  }

  /** The pool for a request; a new one where there is none with these options. */
  find(origin: string, request: OutgoingRequest): LanePool {
    const lanes = this.origins.get(origin) ?? new Map<string, LanePool>();
    this.origins.set(origin, lanes);
    const lane = request.lane ?? '';
    const known = lanes.get(lane);
    if (known !== undefined && hasOptions(known.options, request)) {
      return known;
    }
    if (known !== undefined) {
      close(known.pool);
    }
    const made = this.open(origin, request);
    lanes.set(lane, made);
    this.startSweep();
    return made;
  }

  async close(): Promise<void> {
    this.cancelSweep?.();
    this.cancelSweep = undefined;
    const pools = [...this.origins.values()].flatMap((lanes) => [...lanes.values()]);
    this.origins.clear();
    await Promise.all(pools.map(({ pool }) => pool.destroy()));
  }

  private open(origin: string, request: OutgoingRequest): LanePool {
    const options: PoolOptions = {
      maxConnections: request.maxConnections,
      allowsPrivate: request.allowsPrivate,
      allowsLoopback: request.allowsLoopback,
      trustsCertificate: request.trustsCertificate,
      timeoutMs: request.timeoutMs,
    };
    const connectTimeoutMs = Math.min(request.timeoutMs, MAX_CONNECT_MS);
    const connect = guardedConnector({ ...options, connectTimeoutMs }, this.resolve);
    const pool = new Pool(origin, {
      connections: request.maxConnections,
      pipelining: 1,
      // Each request has one limit for all of it, kept by its handler.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect: (target, callback) => {
        const startedAt = this.clock.monotonic();
        connect(target, (...result) => {
          // undici writes the waiting request inside this call, and asks for the time there.
          made.freshConnectMs = Math.round((this.clock.monotonic() - startedAt) * 1000) / 1000;
          callback(...result);
          made.freshConnectMs = null;
        });
      },
    });
    const lastUsedMs = this.clock.monotonic();
    const made: LanePool = { pool, options, lastUsedMs, inFlight: 0, freshConnectMs: null };
    return made;
  }

  private startSweep(): void {
    this.cancelSweep ??= this.clock.after(SWEEP_MS, () => {
      this.cancelSweep = undefined;
      this.sweep();
      if (this.origins.size > 0) {
        this.startSweep();
      }
    });
  }

  private sweep(): void {
    const oldest = this.clock.monotonic() - IDLE_MS;
    for (const [origin, lanes] of this.origins) {
      for (const [lane, entry] of lanes) {
        if (entry.inFlight === 0 && entry.lastUsedMs <= oldest) {
          lanes.delete(lane);
          close(entry.pool);
        }
      }
      if (lanes.size === 0) {
        this.origins.delete(origin);
      }
    }
  }
}

function hasOptions(options: PoolOptions, request: OutgoingRequest): boolean {
  return (
    options.maxConnections === request.maxConnections &&
    options.timeoutMs === request.timeoutMs &&
    options.allowsPrivate === request.allowsPrivate &&
    options.allowsLoopback === request.allowsLoopback &&
    options.trustsCertificate === request.trustsCertificate
  );
}

/** Lets what runs end, then closes. Its only failure is that it was closed before. */
function close(pool: Pool): void {
  pool.close().catch(() => undefined);
}
