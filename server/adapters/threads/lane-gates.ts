/** What waits at a gate: its order's cell and what begins it. */
export interface Waiting {
  readonly cell: number;
  readonly begin: () => void;
}

interface Gate {
  inside: number;
  limit: number;
  readonly line: Waiting[];
}

/**
 * Keeps this thread's share of each lane's concurrency: orders come ahead of their turn, so that
 * the next request is at hand the moment an answer came.
 */
export class LaneGates {
  private readonly gates = new Map<string, Gate>();
  private readonly mayBegin: (cell: number) => boolean;
  private readonly isRecalled: (cell: number) => boolean;
  private readonly drop: (cell: number) => void;

  /** `drop` is told of those that were taken back before they began. */
  constructor(cells: {
    mayBegin: (cell: number) => boolean;
    isRecalled: (cell: number) => boolean;
    drop: (cell: number) => void;
  }) {
    this.mayBegin = cells.mayBegin;
    this.isRecalled = cells.isRecalled;
    this.drop = cells.drop;
  }

  /** Begins now or when others have left. The newest limit counts. */
  enter(lane: string, limit: number, waiting: Waiting): void {
    const gate = this.gates.get(lane) ?? { inside: 0, limit, line: [] };
    this.gates.set(lane, gate);
    gate.limit = limit;
    gate.line.push(waiting);
    this.admit(gate);
    this.forgetEmpty(lane, gate);
  }

  leave(lane: string): void {
    const gate = this.gates.get(lane);
    if (gate !== undefined) {
      gate.inside -= 1;
      this.admit(gate);
      this.forgetEmpty(lane, gate);
    }
  }

  /** Drops what was taken back, though its turn has not come. */
  sweep(): void {
    for (const [lane, gate] of this.gates) {
      const kept = gate.line.splice(0).filter(({ cell }) => {
        const isGone = this.isRecalled(cell);
        if (isGone) {
          this.drop(cell);
        }
        return !isGone;
      });
      gate.line.push(...kept);
      this.forgetEmpty(lane, gate);
    }
  }

  private admit(gate: Gate): void {
    while (gate.inside < gate.limit) {
      const next = gate.line.shift();
      if (next === undefined) {
        return;
      }
      if (this.mayBegin(next.cell)) {
        gate.inside += 1;
        next.begin();
      } else {
        this.drop(next.cell);
      }
    }
  }

  private forgetEmpty(lane: string, gate: Gate): void {
    if (gate.inside === 0 && gate.line.length === 0) {
      this.gates.delete(lane);
    }
  }
}
