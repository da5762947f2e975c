import type { Context } from 'koa';
import { LIVE_SEQ_HEADER, type LiveStats } from '../contract/live.ts';
import type { Clock, Log } from '../ports.ts';
import { createFrameRing, type FrameRing, type UnnumberedFrame } from './live-ring.ts';

const STATS_MS = 1000;
/** Half of what a client takes for silence, with room for a slow network. */
const HEARTBEAT_MS = 10_000;
/** Unsent bytes after which a client is behind: it misses frames and is told of the gap. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Frames are made on for a while after the last client left: it may only have lost its network. */
const LINGER_MS = 30_000;

interface RoomDeps {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly stats: () => Promise<LiveStats>;
}

interface Client {
  readonly response: Context['res'];
  /** Set while frames are left out, to the first one that was. */
  missedFrom: number | null;
}

/** The clients of the live stream, and what those who come back must be told. */
export class LiveRoom {
  private readonly deps: RoomDeps;
  private readonly ring: FrameRing;
  private readonly clients = new Set<Client>();
  private awakeUntil = Number.NEGATIVE_INFINITY;
  private hasSlept = false;
  private lastStats = '';
  private stopBeats: (() => void)[] = [];

  constructor(deps: RoomDeps) {
    this.deps = deps;
    // Numbers of an earlier run must not be taken for numbers of this one.
    this.ring = createFrameRing(deps.clock.now());
  }

  /** False where nobody listens: what changes now is not kept, and the next client is told of a gap. */
  isListening(): boolean {
    const isAwake = this.clients.size > 0 || this.deps.clock.monotonic() < this.awakeUntil;
    this.hasSlept ||= !isAwake;
    return isAwake;
  }

  seq(): number {
    this.wake();
    return this.ring.seq();
  }

  /** As `seq`, for whoever does not go on from it: nothing is kept on that account. */
  newestSeq(): number {
    return this.ring.seq();
  }

  send(frame: UnnumberedFrame): void {
    const text = this.ring.add(frame);
    for (const client of this.clients) {
      writeTo(client, text, this.ring.seq());
    }
  }

  serve(context: Context): void {
    this.wake();
    const client: Client = { response: openStream(context, this.ring.seq()), missedFrom: null };
    const lastSeen = lastSeenBy(context);
    for (const text of lastSeen === undefined ? [] : this.ring.since(lastSeen)) {
      client.response.write(text);
    }
    client.response.on('drain', () => this.catchUp(client));
    client.response.on('close', () => this.leave(client));
    this.clients.add(client);
    this.lastStats = '';
    if (this.clients.size === 1) {
      this.startBeats();
    }
  }

  close(): void {
    this.endBeats();
    for (const { response } of this.clients) {
      response.end();
    }
  }

  private wake(): void {
    if (this.hasSlept) {
      this.ring.breakHere();
      this.hasSlept = false;
    }
    this.awakeUntil = this.deps.clock.monotonic() + LINGER_MS;
  }

  private catchUp(client: Client): void {
    if (client.missedFrom !== null) {
      client.response.write(this.ring.gapText(client.missedFrom));
      client.missedFrom = null;
    }
  }

  private leave(client: Client): void {
    this.clients.delete(client);
    this.awakeUntil = this.deps.clock.monotonic() + LINGER_MS;
    if (this.clients.size === 0) {
      this.endBeats();
    }
  }

  private startBeats(): void {
    this.endBeats();
    this.stopBeats = [
      every(this.deps.clock, HEARTBEAT_MS, () => {
        for (const { response } of this.clients) {
          response.write(': still here\n\n');
        }
      }),
      every(this.deps.clock, STATS_MS, () => {
        this.sendStats().catch((error: unknown) => {
          this.deps.log.warn({ err: error }, 'the live figures could not be read');
        });
      }),
    ];
  }

  private endBeats(): void {
    for (const stop of this.stopBeats) {
      stop();
    }
    this.stopBeats = [];
  }

  private async sendStats(): Promise<void> {
    const stats = await this.deps.stats();
    const text = JSON.stringify(stats);
    if (text !== this.lastStats && this.clients.size > 0) {
      this.lastStats = text;
      this.send({ kind: 'rows', deliveries: [], captures: [], deleted_captures: [], stats });
    }
  }
}

/** Leaves frames out for a client that does not keep up; it is told of the gap once it does. */
function writeTo(client: Client, text: string, seq: number): void {
  if (client.missedFrom === null && client.response.writableLength < MAX_UNSENT_BYTES) {
    client.response.write(text);
  } else {
    client.missedFrom ??= seq;
  }
}

function every(clock: Clock, periodMs: number, call: () => void): () => void {
  let cancel = clock.after(periodMs, tick);
  function tick(): void {
    cancel = clock.after(periodMs, tick);
    call();
  }
  return () => cancel();
}

function openStream(context: Context, seq: number): Context['res'] {
  const { res: response } = context;
  context.respond = false;
  response.statusCode = 200;
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Accel-Buffering', 'no');
  response.setHeader(LIVE_SEQ_HEADER, String(seq));
  context.req.socket.setTimeout(0);
  context.req.socket.setNoDelay(true);
  response.write('retry: 1000\n\n');
  return response;
}

function lastSeenBy(context: Context): number | undefined {
  const given = context.get('Last-Event-ID');
  return /^\d{1,16}$/.test(given) ? Number(given) : undefined;
}
