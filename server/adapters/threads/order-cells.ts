// One cell of shared memory an order. Whether it is begun or taken back is decided there once,
// between two threads and without a message: what was taken back is certainly never sent.

const ORDERED = 0;
const BEGUN = 1;
const RECALLED = 2;

/** Far more than ever are in flight in one thread. */
const CELLS = 8192;

export type SharedCells = Int32Array<SharedArrayBuffer>;

/** The side that orders: hands out cells and takes orders back. */
export class OrderCells {
  readonly shared: SharedCells = new Int32Array(
    new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT),
  );
  private readonly free: number[] = Array.from({ length: CELLS }, (_, index) => CELLS - 1 - index);

  get hasFree(): boolean {
    return this.free.length > 0;
  }

  /** Throws RangeError where all are taken. */
  take(): number {
    const cell = this.free.pop();
    if (cell === undefined) {
      throw new RangeError('more orders than a sending thread has cells for');
    }
    Atomics.store(this.shared, cell, ORDERED);
    return cell;
  }

  /** Only once the other side has answered for it: until then it may look. */
  give(cell: number): void {
    this.free.push(cell);
  }

  /** False where it was begun. */
  recall(cell: number): boolean {
    return Atomics.compareExchange(this.shared, cell, ORDERED, RECALLED) === ORDERED;
  }
}

/** The side that makes: false where the order was taken back. */
export function begin(cells: SharedCells, cell: number): boolean {
  return Atomics.compareExchange(cells, cell, ORDERED, BEGUN) === ORDERED;
}

export function isRecalled(cells: SharedCells, cell: number): boolean {
  return Atomics.load(cells, cell) === RECALLED;
}
