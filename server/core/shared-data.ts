import type { EventId } from '../contract/ids.ts';
import type { EventOrigin, EventRecord } from './records.ts';

/**
 * An event's data as UTF-8 in memory that all threads share. It is there while somebody holds it:
 * who keeps it for later calls `hold`, and `release` once. Reading it after that throws.
 */
export interface SharedData {
  /** Where it begins in the shared memory, in bytes. Throws like `bytes`. */
  readonly offset: number;
  readonly length: number;
  /** Which use of that memory it is: each has a number of its own. */
  readonly generation: number;
  /** Of its bytes: who stores them need not read them for it. */
  readonly crc32: number;
  /** A view, good as long as it is held. Throws RangeError where it is no more. */
  readonly bytes: Uint8Array;
  /** Throws RangeError where the memory was given to something else: what was read is then not the data. */
  check(): void;
  hold(): void;
  release(): void;
}

/** An event whose data lies in shared memory: its text is made only where somebody asks for it. */
export class SharedEvent implements EventRecord {
  readonly id: EventId;
  readonly type: string;
  readonly createdAtMs: number;
  readonly origin: EventOrigin;
  readonly shared: SharedData;

  constructor(given: Omit<EventRecord, 'dataText'> & { readonly shared: SharedData }) {
    this.id = given.id;
    this.type = given.type;
    this.createdAtMs = given.createdAtMs;
    this.origin = given.origin;
    this.shared = given.shared;
  }

  get dataText(): string {
    return textOfShared(this.shared);
  }
}

/** The data as text: a copy, good for ever. */
export function textOfShared({ bytes }: Pick<SharedData, 'bytes'>): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** The event as it may be kept and handed on: its text is its own. */
export function ownedEvent(event: EventRecord): EventRecord {
  const { id, type, dataText, createdAtMs, origin } = event;
  return event.shared === undefined ? event : { id, type, dataText, createdAtMs, origin };
}
