// Accepting events: each id once. The decision falls at the moment of the call; a second call with
// the same id waits until the first is on the disk before it answers `duplicate`.
import type { EventId } from '../../contract/ids.ts';
import type { EventRecord } from '../../core/records.ts';
import type { SaveResult, TriggeredItem } from '../../ports.ts';
import type { DeliveryCache } from './delivery-cache.ts';
import { DELIVERY_KINDS, deliveryTuple, type EventTuple } from './delivery-frames.ts';
import { type EventRow, recordOf } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import type { SegmentLog } from './segment-log.ts';

interface SaverDeps {
  readonly rows: DeliveryRows;
  readonly cache: DeliveryCache;
  readonly log: SegmentLog;
  readonly readEvent: (row: EventRow) => Promise<EventRecord | undefined>;
}

/** The results of one call, as far as they are known. */
type Call = SaveResult[];

interface InFlight {
  readonly call: Call;
  readonly item: TriggeredItem;
  readonly stored: Promise<void>;
}

export class DeliverySaver {
  readonly #deps: SaverDeps;
  readonly #inFlight = new Map<EventId, InFlight>();

  constructor(deps: SaverDeps) {
    this.#deps = deps;
  }

  async save(items: readonly TriggeredItem[]): Promise<readonly SaveResult[]> {
    const results: Call = new Array(items.length);
    const waits = new Set<Promise<unknown>>();
    this.#deps.log.together(() => {
      for (const [index, item] of items.entries()) {
        waits.add(
          this.#saveOne(item, results, (result) => {
            results[index] = result;
          }),
        );
      }
    });
    // For all of them, even where one is refused: until then somebody needs the data.
    for (const wait of await Promise.allSettled(waits)) {
      if (wait.status === 'rejected') {
        throw wait.reason;
      }
    }
    return results;
  }

  /** One promise per batch rather than per item: a batch of 10,000 waits for one. */
  #saveOne(item: TriggeredItem, call: Call, done: (result: SaveResult) => void): Promise<void> {
    if (item.isIdNew) {
      return this.#append(item, call, done);
    }
    const { id } = item.event;
    const earlier = this.#inFlight.get(id);
    if (earlier) {
      done(compare(item.event, earlier.item.event, earlier.item.deliveries.length));
      // Of another call that was refused, nothing is left: this one then is the first.
      return earlier.call === call
        ? earlier.stored
        : earlier.stored.catch(() => this.#saveOne(item, call, done));
    }
    const known = this.#deps.rows.eventsById.get(id);
    return known ? this.#compareStored(item, known, done) : this.#append(item, call, done);
  }

  async #compareStored(
    item: TriggeredItem,
    known: EventRow,
    done: (result: SaveResult) => void,
  ): Promise<void> {
    const stored = await this.#deps.readEvent(known);
    // Data that cannot be read any more is no proof of a conflict.
    done(compare(item.event, stored ?? item.event, known.deliveries.length));
  }

  #append(item: TriggeredItem, call: Call, done: (result: SaveResult) => void): Promise<void> {
    const { rows, cache } = this.#deps;
    const { event } = item;
    const { shared } = event;
    const dataBytes = shared?.length ?? Buffer.byteLength(event.dataText, 'utf8');
    const data = shared ? { checked: shared } : { raw: [event.dataText] };
    const deliveries = item.deliveries.map(deliveryTuple);
    const tuple: EventTuple = [
      rows.nextSequence,
      event.id,
      event.type,
      event.createdAtMs,
      event.origin,
      dataBytes,
      rows.nextNumber,
      deliveries,
    ];
    rows.nextSequence += 1;
    rows.nextNumber += deliveries.length;
    const frame = { kind: DELIVERY_KINDS.event, summaryText: JSON.stringify(tuple), ...data };
    const isKnown = !item.isIdNew;
    const stored = this.#deps.log.append(
      frame,
      (position, bytes) => {
        if (isKnown) {
          this.#inFlight.delete(event.id);
        }
        const row = rows.applyEvent(tuple, position, bytes);
        cache.keep(row, event);
        done({ kind: 'stored', deliveries: row.deliveries.map(recordOf) });
      },
      () => this.#inFlight.delete(event.id),
    );
    if (isKnown) {
      this.#inFlight.set(event.id, { call, item, stored });
    }
    return stored;
  }
}

function compare(given: EventRecord, stored: EventRecord, deliveries: number): SaveResult {
  const isSame = given.type === stored.type && given.dataText === stored.dataText;
  return isSame ? { kind: 'duplicate', deliveries } : { kind: 'conflict' };
}
