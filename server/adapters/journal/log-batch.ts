import type { FrameWriter } from './frame.ts';
import type { Position } from './segment-files.ts';

/** Called in the order of the file once a frame is stored, before the promise resolves. */
export type OnStored = (position: Position, bytes: number) => void;
/** Called instead of `OnStored` where the batch could not be written. */
export type OnRefused = () => void;

interface Entry {
  readonly start: number;
  readonly bytes: number;
  readonly onStored: OnStored;
  readonly onRefused: OnRefused | undefined;
}

/** What goes to the disk in one write. */
export interface Batch {
  /** Gives room back in the end: it may use the reserve. */
  isUrgent: boolean;
  readonly writer: FrameWriter;
  readonly entries: Entry[];
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function newBatch(writer: FrameWriter): Batch {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever appended handles the rejection; a batch nobody waits for must not end the process.
  done.catch(() => undefined);
  return { isUrgent: false, writer, entries: [], done, resolve, reject };
}
