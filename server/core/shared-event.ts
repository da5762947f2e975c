import type { EventId } from '../contract/ids.ts';
import type { EventOrigin, EventRecord } from './records.ts';
import { type SharedData, textOfShared } from './shared-data.ts';

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

/** The event as it may be kept and handed on: its text is its own. */
export function ownedEvent(event: EventRecord): EventRecord {
  const { id, type, dataText, createdAtMs, origin } = event;
  return event.shared === undefined ? event : { id, type, dataText, createdAtMs, origin };
}
