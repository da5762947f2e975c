import type { Lane } from './lane.ts';

/** The round of lanes that may start something. Each lane is in it at most once. */
export class LaneRing {
  private first: Lane | undefined;
  private last: Lane | undefined;

  /** Puts a lane at the end of the round, where it may start something and is not in it yet. */
  enter(lane: Lane): void {
    if (lane.isInRing || !lane.mayStart()) {
      return;
    }
    lane.isInRing = true;
    if (this.last === undefined) {
      this.first = lane;
    } else {
      this.last.nextInRing = lane;
    }
    this.last = lane;
  }

  /** Takes out the lane whose turn it is. */
  next(): Lane | undefined {
    const lane = this.first;
    if (lane !== undefined) {
      this.first = lane.nextInRing;
      if (this.first === undefined) {
        this.last = undefined;
      }
      lane.nextInRing = undefined;
      lane.isInRing = false;
    }
    return lane;
  }
}
