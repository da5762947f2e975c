import type {
  AttemptId,
  CaptureId,
  DeliveryId,
  EventId,
  SubscriptionId,
} from '../../../server/contract/ids.ts';
import type {
  AttemptRecord,
  CaptureDetailRecord,
  EventRecord,
  NewCapture,
  NewDelivery,
  Settlement,
} from '../../../server/core/records.ts';
import type { TriggeredItem } from '../../../server/ports.ts';

export const SUB_A = 'sub_aaaaaaaa' as SubscriptionId;
export const SUB_B = 'sub_bbbbbbbb' as SubscriptionId;

function pad(number: number): string {
  return String(number).padStart(8, '0');
}
export function eventId(number: number): EventId {
  return `evt_${pad(number)}` as EventId;
}
export function deliveryId(number: number): DeliveryId {
  return `dlv_${pad(number)}` as DeliveryId;
}
export function captureId(number: number): CaptureId {
  return `cap_${pad(number)}` as CaptureId;
}

export function sampleEvent(number: number, change: Partial<EventRecord> = {}): EventRecord {
  return {
    id: eventId(number),
    type: 'payment_received',
    dataText: `{"number":${number},"amount": 1.0,"note":"Zahlung für Käse ${number}"}`,
    createdAtMs: 1_780_000_000_000 + number,
    origin: 'trigger',
    ...change,
  };
}

export function sampleDelivery(number: number, change: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id: deliveryId(number),
    subscriptionId: SUB_A,
    url: 'http://127.0.0.1:9000/in',
    nextAttemptAtMs: 1_780_000_000_000,
    isReplay: false,
    isTest: false,
    note: null,
    target: null,
    ...change,
  };
}

/** One event with deliveries numbered from `number * 10`. */
export function sampleItem(number: number, deliveries = 1): TriggeredItem {
  return {
    event: sampleEvent(number),
    deliveries: Array.from({ length: deliveries }, (_, index) =>
      sampleDelivery(number * 10 + index, { subscriptionId: index % 2 === 0 ? SUB_A : SUB_B }),
    ),
  };
}

export const DELIVERED: Settlement = { state: 'delivered', nextAttemptAtMs: null, note: null };
export const RETRY: Settlement = {
  state: 'pending',
  nextAttemptAtMs: 1_780_000_005_000,
  note: null,
};

export function sampleAttempt(
  id: DeliveryId,
  number = 1,
  change: Partial<AttemptRecord> = {},
): AttemptRecord {
  const bodyText = `{"event":"payment_received","data":{"of":"${id}","at":${number}}}`;
  return {
    id: `att_${id.slice(4)}${number}` as AttemptId,
    deliveryId: id,
    number,
    cause: 'schedule',
    startedAtMs: 1_780_000_000_100,
    outcome: 'answered',
    isSuccess: true,
    explanation: 'Answered 200.',
    status: 200,
    timing: { connectMs: 1.5, waitMs: 2.25, totalMs: 4 },
    request: {
      method: 'POST',
      url: 'http://127.0.0.1:9000/in',
      headers: [
        ['Content-Type', 'application/json'],
        ['webhook-id', `msg_${id}`],
      ],
      bodyBytes: new Uint8Array(Buffer.from(bodyText)),
    },
    response: {
      headers: [['X-Answer', 'fine']],
      bodyBytes: new Uint8Array([111, 107, 0, 255]),
      sizeBytes: 4,
      isCut: false,
    },
    ...change,
  };
}

export function sampleCapture(number: number, change: Partial<NewCapture> = {}): NewCapture {
  return {
    id: captureId(number),
    method: 'POST',
    target: `/in/demo?number=${number}`,
    receivedAtMs: 1_780_000_000_000 + number,
    durationMs: 1.5,
    isCut: false,
    verdict: 'valid',
    dialect: 'standard',
    status: 204,
    eventType: 'payment_received',
    deliveryKey: `msg_${number}`,
    from: 'demo',
    ruleId: null,
    isReplay: false,
    ...change,
  };
}

export function sampleDetail(change: Partial<CaptureDetailRecord> = {}): CaptureDetailRecord {
  return {
    rawHeaders: [
      ['Host', '127.0.0.1:8080'],
      ['X-Case', 'Kept'],
      ['x-case', 'kept \u00fcber'],
    ],
    rawTrailers: [],
    httpVersion: '1.1',
    url: 'http://127.0.0.1:8080/in/demo',
    remoteAddress: '127.0.0.1',
    remotePort: 51000,
    report: null,
    answer: null,
    forwards: [],
    ...change,
  };
}
