import type { BodyWriter, CaptureStore } from '../ports.ts';

/** Up to here a body is handed to the store as one array; above it goes through a BodyWriter. */
const DIRECT_BYTES = 64 * 1024;
/** Up to here a body is also kept in memory for signature, names and rules. */
const INSPECTED_BYTES = 1024 * 1024;
/** What all requests together may hold beyond DIRECT_BYTES each: bounds memory in a burst of big bodies. */
const MAX_HELD_BYTES = 24 * 1024 * 1024;

/** Counts what the bodies of all requests in flight hold in memory. */
export interface HeldBudget {
  usedBytes: number;
}

/** A body on its way in: its bytes go to the store, and as long as it is small it can be looked at. */
export interface HeldBody {
  /** A promise where the store wants the sender to wait. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  readonly sizeBytes: number;
  /** The whole body, or undefined where it was too big to hold. */
  bytes(): Uint8Array | undefined;
  /** What the store is given. Throws what a write failed with. */
  forStore(): BodyWriter | Uint8Array;
  discard(): Promise<void>;
  /** Lets go of what was held; to be called once the capture is stored or given up. */
  release(): void;
}

const NO_BYTES = new Uint8Array(0);

/** `onUnheld` gets every byte of a body once it is too big to hold, from its first byte on. */
export function holdBody(
  store: Pick<CaptureStore, 'openBody'>,
  budget: HeldBudget,
  onUnheld: (chunk: Uint8Array) => void,
): HeldBody {
  return new HeldChunks(store, budget, onUnheld);
}

/** A class, since one is made for every request: closures would be nine objects each. */
class HeldChunks implements HeldBody {
  sizeBytes = 0;
  private chunks: Uint8Array[] = [];
  private countedBytes = 0;
  private isHeld = true;
  private writer: BodyWriter | undefined = undefined;
  private joined: Uint8Array | undefined = undefined;
  private fault: { error: unknown } | undefined = undefined;

  private readonly store: Pick<CaptureStore, 'openBody'>;
  private readonly budget: HeldBudget;
  private readonly onUnheld: (chunk: Uint8Array) => void;

  constructor(
    store: Pick<CaptureStore, 'openBody'>,
    budget: HeldBudget,
    onUnheld: (chunk: Uint8Array) => void,
  ) {
    this.store = store;
    this.budget = budget;
    this.onUnheld = onUnheld;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.sizeBytes += chunk.length;
    if (!this.isHeld) {
      this.onUnheld(chunk);
      return this.watch(this.writer?.write(chunk));
    }
    this.chunks.push(chunk);
    return this.sizeBytes <= DIRECT_BYTES ? undefined : this.pass(chunk);
  }

  bytes(): Uint8Array | undefined {
    if (!this.isHeld) {
      return undefined;
    }
    this.joined ??= joinChunks(this.chunks);
    return this.joined;
  }

  forStore(): BodyWriter | Uint8Array {
    if (this.fault) {
      throw this.fault.error;
    }
    return this.writer ?? this.joined ?? joinChunks(this.chunks);
  }

  async discard(): Promise<void> {
    await this.writer?.discard();
  }

  release(): void {
    this.budget.usedBytes -= this.countedBytes;
    this.countedBytes = 0;
    this.chunks = [];
  }

  /** Too long for one array: to the store's writer, with all that came before. */
  private pass(chunk: Uint8Array): Promise<void> | undefined {
    this.countedBytes += chunk.length;
    this.budget.usedBytes += chunk.length;
    const fresh = this.writer === undefined ? joinChunks(this.chunks) : chunk;
    this.writer ??= this.store.openBody();
    if (this.sizeBytes > INSPECTED_BYTES || this.budget.usedBytes > MAX_HELD_BYTES) {
      this.isHeld = false;
      this.chunks.forEach(this.onUnheld);
    }
    const written = this.watch(this.writer.write(fresh));
    if (!this.isHeld) {
      this.release();
    }
    return written;
  }

  /** A write that failed makes the whole body unstorable, whoever waits for it. */
  private watch(written: Promise<void> | undefined | void): Promise<void> | undefined {
    return written?.catch((error: unknown) => {
      this.fault ??= { error };
    });
  }
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length < 2 ? (chunks[0] ?? NO_BYTES) : Buffer.concat(chunks);
}
