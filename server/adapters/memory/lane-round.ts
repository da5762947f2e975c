import type { Lane } from './lane.ts';
import { LaneRing } from './lane-ring.ts';
import { aheadOf, type OrdersAhead } from './orders-ahead.ts';

/** A lane gets so many whatever the others do: not even a thousand that hang can starve it. */
const GUARANTEED_SLOTS = 4;

/** Whose turn it is: the lanes that may start something, one after the other, within the cap over all. */
export class LaneRound {
  /** Attempts in flight over all lanes. */
  running = 0;
  private readonly ring = new LaneRing();
  /** Lanes with work that the cap holds back. */
  private readonly held = new Set<Lane>();
  private readonly maxRunning: number;
  private readonly maker: OrdersAhead | undefined;

  constructor(maxRunning: number, maker: OrdersAhead | undefined) {
    this.maxRunning = maxRunning;
    this.maker = maker;
  }

  enter(lane: Lane): void {
    lane.ahead = this.running * 2 < this.maxRunning ? aheadOf(this.maker, lane) : 0;
    this.ring.enter(lane);
  }

  /** The lane whose turn it is; it has to enter again for one more. */
  next(): Lane | undefined {
    for (let lane = this.ring.next(); lane !== undefined; lane = this.ring.next()) {
      if (this.running < this.maxRunning || lane.running < GUARANTEED_SLOTS) {
        return lane;
      }
      this.held.add(lane);
    }
    return undefined;
  }

  /** One attempt of a lane counts no more. */
  leave(lane: Lane): void {
    lane.running -= 1;
    this.running -= 1;
  }

  /** Room again below the cap: the lanes that it held back may go on. */
  letGo(): void {
    if (this.held.size > 0 && this.running < this.maxRunning) {
      for (const lane of this.held) {
        this.enter(lane);
      }
      this.held.clear();
    }
  }
}
