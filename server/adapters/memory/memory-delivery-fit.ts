import type { DeliveryId } from '../../contract/ids.ts';
import type { FilterContent } from '../../core/filter/content.ts';
import { compileDeliveryFilter, type FilteredDelivery } from '../../core/filter/delivery-filter.ts';
import type { AttemptRecord, DeliveryRecord, EventRecord } from '../../core/records.ts';
import type { ListRequest } from '../../ports.ts';

interface FitSources {
  readonly eventOf: (row: DeliveryRecord) => EventRecord | undefined;
  readonly attemptsOf: (row: DeliveryRecord) => readonly AttemptRecord[];
}

/** Whether a delivery fits the filter of a request. */
export function deliveryFit(
  request: ListRequest,
  nowMs: number,
  sources: FitSources,
): (row: DeliveryRecord) => boolean {
  const filter = compileDeliveryFilter(request.filter, nowMs);
  return (row) => {
    const event = sources.eventOf(row) ?? nowhereEvent(row);
    const face = faceOf(row, event);
    return (
      (filter.matchesRow?.(face) ?? true) &&
      filter.contentTests.every((test) => {
        const contents = () => contentsOf(event, sources.attemptsOf(row));
        const fits = test.byRow(face) ?? contents().some((each) => test.byContent(each));
        return fits !== test.isNegated;
      })
    );
  };
}

/** What a filter asks of a delivery and its event. */
export function faceOf(row: DeliveryRecord, event = nowhereEvent(row)): FilteredDelivery {
  const dataBytes = Buffer.byteLength(event.dataText);
  return { ...row, eventOrigin: event.origin, dataBytes };
}

/** Bodies and headers that a filter on content looks through. */
export function contentsOf(
  event: EventRecord,
  attempts: readonly AttemptRecord[],
): FilterContent[] {
  const envelopeText = `{"event":${JSON.stringify(event.type)},"data":${event.dataText}}`;
  const contents = [event.dataText, envelopeText].map((bodyText) => ({ headers: [], bodyText }));
  const exchanges = attempts.flatMap(({ request, response }) =>
    response ? [request, response] : [request],
  );
  return [
    ...contents,
    ...exchanges.map(({ headers, bodyBytes }) => ({
      headers,
      bodyText: Buffer.from(bodyBytes).toString('utf8'),
    })),
  ];
}

function nowhereEvent(row: DeliveryRecord): EventRecord {
  const { eventId: id, eventType: type, createdAtMs } = row;
  return { id, type, dataText: '', createdAtMs, origin: 'trigger' };
}

/** An event that nobody subscribed to, as a filter sees it. */
export function nowhere(event: EventRecord): DeliveryRecord {
  return {
    id: '' as DeliveryId,
    number: 0,
    eventId: event.id,
    eventType: event.type,
    subscriptionId: null,
    url: '',
    state: 'cancelled',
    attempts: 0,
    scheduledAttempts: 0,
    nextAttemptAtMs: null,
    createdAtMs: event.createdAtMs,
    updatedAtMs: event.createdAtMs,
    lastStatus: null,
    lastOutcome: null,
    lastDurationMs: null,
    isReplay: event.origin === 'replay',
    isTest: event.origin === 'test',
    note: null,
    target: null,
  };
}
