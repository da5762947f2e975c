import type { Clock } from '../../ports.ts';
import type { Region, SharedArena } from './shared-arena.ts';

/** So many blocks in so long a time: then it is worth waiting for the next (20 MiB a second). */
const FLOW_BLOCKS = 8;
const FLOW_MS = 100;
/** Nobody waits longer. */
const MAX_WAIT_MS = 100;

interface Waiting {
  readonly size: number;
  readonly give: (region: Region | undefined) => void;
}

/**
 * Room in an arena, for those who would rather wait a moment than do without: what comes in faster
 * than it is sent would else be kept as texts and read back from the disk, which makes sending
 * slower still. Where blocks come free slowly or not at all, nobody waits: an endpoint that takes
 * its time does not hold back a publisher.
 */
export class ArenaRoom {
  private readonly arena: SharedArena;
  private readonly clock: Clock;
  /** When the latest blocks came free, oldest first. */
  private readonly freedAtMs: number[] = [];
  private readonly line = new Set<Waiting>();
  private isServing = false;

  constructor(arena: SharedArena, clock: Clock) {
    this.arena = arena;
    this.clock = clock;
    arena.onFree(() => this.noteFree());
  }

  /** In the order of the calls. Undefined where there is none, and soon will not be. */
  take(size: number): Region | undefined | Promise<Region | undefined> {
    const region = this.line.size === 0 ? this.arena.take(size) : undefined;
    return region === undefined && this.arena.canHold(size) && this.isFlowing()
      ? this.wait(size)
      : region;
  }

  private wait(size: number): Promise<Region | undefined> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        size,
        give: (region) => {
          this.line.delete(waiting);
          cancel();
          resolve(region);
        },
      };
      const cancel = this.clock.after(MAX_WAIT_MS, () => waiting.give(undefined));
      this.line.add(waiting);
    });
  }

  private isFlowing(): boolean {
    const [oldest] = this.freedAtMs;
    return (
      oldest !== undefined &&
      this.freedAtMs.length === FLOW_BLOCKS &&
      this.clock.monotonic() - oldest < FLOW_MS
    );
  }

  private noteFree(): void {
    this.freedAtMs.push(this.clock.monotonic());
    if (this.freedAtMs.length > FLOW_BLOCKS) {
      this.freedAtMs.shift();
    }
    if (this.line.size > 0 && !this.isServing) {
      // Not at once: the arena may be in the middle of opening a block.
      this.isServing = true;
      queueMicrotask(() => this.serve());
    }
  }

  private serve(): void {
    this.isServing = false;
    for (const waiting of this.line) {
      const region = this.arena.take(waiting.size);
      if (region === undefined) {
        return;
      }
      waiting.give(region);
    }
  }
}
