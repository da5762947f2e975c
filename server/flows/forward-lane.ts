import type { Clock, TransportResult } from '../ports.ts';

/** One capture on its way to one app. */
export interface ForwardJob {
  /** Undefined where the capture is gone meanwhile. */
  send(): Promise<TransportResult | undefined>;
  /** Whether nobody was there: the job then waits and keeps its place. */
  isDown(result: TransportResult): boolean;
  /** Called the first time that the job has to wait. */
  onHeld(result: TransportResult): Promise<void>;
  onDone(result: TransportResult): Promise<void>;
  /** Called where there is nothing to send any more, or no room to wait. */
  onGone(): void;
}

export interface ForwardLane {
  run(job: ForwardJob): void;
  readonly held: number;
  close(): void;
}

const MAX_PARALLEL = 16;
const FIRST_REST_MS = 500;
const MAX_REST_MS = 10_000;
/** Beyond this the oldest are kept and new ones wait on disk only: they can be replayed. */
const MAX_WAITING = 100_000;

/**
 * The way to one app. While it is up, captures go in parallel; once nobody is there they wait in the
 * order of their arrival, the first of them knocks again and again, and all follow it one by one.
 */
export function createForwardLane(clock: Pick<Clock, 'after'>): ForwardLane {
  const waiting: Waiting[] = [];
  let arrivals = 0;
  let running = 0;
  /** What the app's absence looked like; set until all that waited is out. */
  let absence: TransportResult | undefined;
  let failures = 0;
  let isResting = false;
  let cancelRest: () => void = () => undefined;
  let isClosed = false;

  function next(): void {
    const limit = absence ? 1 : MAX_PARALLEL;
    while (!isClosed && !isResting && running < limit && waiting.length > 0) {
      const entry = waiting.shift();
      if (entry) {
        running += 1;
        void start(entry);
      }
    }
  }
  async function start(entry: Waiting): Promise<void> {
    const result = await entry.job.send().catch(() => undefined);
    running -= 1;
    if (result && entry.job.isDown(result)) {
      hold(entry, result);
      return;
    }
    failures = 0;
    absence = waiting.some(({ isHeld }) => isHeld) ? absence : undefined;
    if (result) {
      await entry.job.onDone(result).catch(() => undefined);
    } else {
      entry.job.onGone();
    }
    next();
  }
  /** Back to its place in the line; the lane rests before the first one knocks again. */
  function hold(entry: Waiting, result: TransportResult): void {
    absence = result;
    const place = waiting.findIndex(({ order }) => order > entry.order);
    waiting.splice(place < 0 ? waiting.length : place, 0, entry);
    for (const other of waiting) {
      markHeld(other, result);
    }
    if (!isResting) {
      isResting = true;
      const restMs = Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** Math.min(failures, 6));
      failures += 1;
      cancelRest = clock.after(restMs, () => {
        isResting = false;
        next();
      });
    }
  }
  return {
    run: (job) => {
      if (waiting.length >= MAX_WAITING) {
        job.onGone();
        return;
      }
      arrivals += 1;
      const entry = { job, order: arrivals, isHeld: false };
      waiting.push(entry);
      if (absence) {
        markHeld(entry, absence);
      }
      next();
    },
    get held() {
      return waiting.filter(({ isHeld }) => isHeld).length;
    },
    close: () => {
      isClosed = true;
      cancelRest();
    },
  };
}

function markHeld(entry: Waiting, result: TransportResult): void {
  if (!entry.isHeld) {
    entry.isHeld = true;
    void entry.job.onHeld(result).catch(() => undefined);
  }
}

interface Waiting {
  readonly job: ForwardJob;
  readonly order: number;
  isHeld: boolean;
}
