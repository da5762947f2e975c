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
  let chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  let countedBytes = 0;
  let isHeld = true;
  let writer: BodyWriter | undefined;
  let joined: Uint8Array | undefined;
  let fault: { error: unknown } | undefined;
  // A write that failed makes the whole body unstorable, whoever waits for it.
  const watch = (written: Promise<void> | void): Promise<void> | undefined =>
    written?.catch((error: unknown) => {
      fault ??= { error };
    });
  const release = () => {
    budget.usedBytes -= countedBytes;
    countedBytes = 0;
    chunks = [];
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    write(chunk) {
      sizeBytes += chunk.length;
      if (!isHeld) {
        onUnheld(chunk);
        return watch(writer?.write(chunk));
      }
      chunks.push(chunk);
      if (sizeBytes <= DIRECT_BYTES) {
        return undefined;
      }
      countedBytes += chunk.length;
      budget.usedBytes += chunk.length;
      const fresh = writer === undefined ? joinChunks(chunks) : chunk;
      writer ??= store.openBody();
      if (sizeBytes > INSPECTED_BYTES || budget.usedBytes > MAX_HELD_BYTES) {
        isHeld = false;
        chunks.forEach(onUnheld);
      }
      const written = watch(writer.write(fresh));
      if (!isHeld) {
        release();
      }
      return written;
    },
    bytes() {
      if (!isHeld) {
        return undefined;
      }
      joined ??= chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      return joined;
    },
    forStore: () => {
      if (fault) {
        throw fault.error;
      }
      return writer ?? joinChunks(chunks);
    },
    discard: async () => {
      await writer?.discard();
    },
    release,
  };
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length < 2 ? (chunks[0] ?? NO_BYTES) : Buffer.concat(chunks);
}
