import type { CaptureAnswer, ForwardResult } from '../contract/capture.ts';
import type { AttemptCause, DeliveryState, Outcome } from '../contract/delivery.ts';
import type {
  AttemptId,
  CaptureId,
  DeliveryId,
  EventId,
  InboxId,
  RuleId,
  SubscriptionId,
  TriggerHookId,
} from '../contract/ids.ts';
import type { Policy } from '../contract/policy.ts';
import type { RuleAction, RuleWhen } from '../contract/rule.ts';
import type { Settings } from '../contract/settings.ts';
import type { SignatureReport, Verdict } from '../contract/signature.ts';
import type { SubscriptionState } from '../contract/subscription.ts';
import type { RawHeaders } from '../contract/text.ts';
import type { SharedData } from './shared-data.ts';

/** A signing key as it is stored: the secret sealed, the public half in clear. */
export interface SealedKey {
  readonly sealedSecret: string;
  readonly publicKey: string | null;
  /** Masked, for the screen: prefix and last three characters. */
  readonly hint: string;
  readonly createdAtMs: number;
  /** Set on the old key of a rotation: it signs beside the new one until then. */
  readonly expiresAtMs: number | null;
}

/** Why a subscription is not delivered to. */
export type DisabledReason = 'user' | 'gone' | 'failing' | 'asked' | 'unregistered';

/** One URL registered for event types, as it is stored; its secrets are sealed. */
export interface SubscriptionRecord {
  readonly id: SubscriptionId;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly dialect: string;
  readonly name: string;
  readonly description: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly state: SubscriptionState;
  readonly disabled: {
    readonly reason: DisabledReason;
    readonly atMs: number;
    readonly text: string;
  } | null;
  /** Start of the first failed attempt since the last success. */
  readonly failingSinceMs: number | null;
  readonly failureWarnedAtMs: number | null;
  /** Whether the URL answered its provider's question; left out where none was asked yet. */
  readonly confirmation?: {
    readonly isConfirmed: boolean;
    readonly atMs: number;
    readonly text: string;
  };
  /** Newest first. */
  readonly keys: readonly SealedKey[];
  readonly isDemo: boolean;
  readonly createdAtMs: number;
}

/** One occurrence of an event type, as it is stored. */
export interface EventRecord {
  readonly id: EventId;
  readonly type: string;
  /** The JSON text of data, exactly as it was given. */
  readonly dataText: string;
  readonly createdAtMs: number;
  readonly origin: EventOrigin;
  /** The data where it lies in shared memory; `dataText` then is made when it is asked for. */
  readonly shared?: SharedData;
}
/** What made an event. */
export type EventOrigin = 'trigger' | 'ping' | 'hook' | 'publisher' | 'replay' | 'test' | 'burst';

/** Where a one-off send goes: a delivery without a subscription carries it. */
export interface OneOffTarget {
  readonly dialect: string;
  readonly key: SealedKey | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly breakIt: readonly string[];
}

/** One event on its way to one URL, as it is stored. */
export interface DeliveryRecord {
  readonly id: DeliveryId;
  /** Running number, given by the store. */
  readonly number: number;
  readonly eventId: EventId;
  readonly eventType: string;
  readonly subscriptionId: SubscriptionId | null;
  readonly url: string;
  readonly state: DeliveryState;
  /** All attempts so far, and those among them that the schedule caused. */
  readonly attempts: number;
  readonly scheduledAttempts: number;
  readonly nextAttemptAtMs: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly lastStatus: number | null;
  readonly lastOutcome: Outcome | null;
  readonly lastDurationMs: number | null;
  readonly isReplay: boolean;
  readonly isTest: boolean;
  readonly note: string | null;
  readonly target: OneOffTarget | null;
}

/** A delivery before it is stored: the store gives the number. */
export type NewDelivery = Pick<
  DeliveryRecord,
  'id' | 'subscriptionId' | 'url' | 'nextAttemptAtMs' | 'isReplay' | 'isTest' | 'note' | 'target'
>;

/** One HTTP request of a delivery: the bytes sent, the answer or the error, and the timing. */
export interface AttemptRecord {
  readonly id: AttemptId;
  readonly deliveryId: DeliveryId;
  readonly number: number;
  readonly cause: AttemptCause;
  readonly startedAtMs: number;
  readonly outcome: Outcome;
  readonly isSuccess: boolean;
  readonly explanation: string;
  readonly status: number | null;
  readonly timing: {
    readonly connectMs: number | null;
    readonly waitMs: number | null;
    readonly totalMs: number;
  };
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: RawHeaders;
    readonly bodyBytes: Uint8Array;
  };
  readonly response: {
    readonly headers: RawHeaders;
    /** The first 64 KiB. */
    readonly bodyBytes: Uint8Array;
    readonly sizeBytes: number;
    readonly isCut: boolean;
  } | null;
}

/** What follows from an attempt or from an act: the delivery's next state. */
export interface Settlement {
  readonly state: DeliveryState;
  /** Set exactly when the state is pending. */
  readonly nextAttemptAtMs: number | null;
  readonly note: string | null;
}

/** One request that the receiver took in: what a list shows of it. */
export interface CaptureRecord {
  readonly id: CaptureId;
  readonly number: number;
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  readonly receivedAtMs: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly isCut: boolean;
  readonly verdict: Verdict;
  readonly dialect: string | null;
  readonly status: number | null;
  readonly eventType: string | null;
  readonly deliveryKey: string | null;
  readonly from: string;
  readonly ruleId: RuleId | null;
  readonly isStarred: boolean;
  readonly isUnseen: boolean;
  readonly isReplay: boolean;
  readonly isDuplicate: boolean;
  readonly isForwarded: boolean;
}

/** What is read only when one capture is opened. */
export interface CaptureDetailRecord {
  readonly rawHeaders: RawHeaders;
  readonly rawTrailers: RawHeaders;
  readonly httpVersion: string;
  readonly url: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly report: SignatureReport | null;
  readonly answer: CaptureAnswer | null;
  readonly forwards: readonly ForwardResult[];
}

/** A capture before it is stored: the store gives the number. */
export type NewCapture = Omit<
  CaptureRecord,
  'number' | 'isStarred' | 'isUnseen' | 'isDuplicate' | 'sizeBytes' | 'isForwarded'
>;

/** What can change after a capture was stored. */
export type CaptureChange = Partial<
  Pick<CaptureRecord, 'isStarred' | 'isUnseen' | 'isForwarded' | 'status' | 'durationMs'>
> & { readonly answer?: CaptureAnswer; readonly forwards?: readonly ForwardResult[] };

/** A path of the receiver with a name, a dialect and secrets. */
export interface InboxRecord {
  readonly id: InboxId;
  readonly path: string;
  readonly name: string;
  readonly dialect: string | null;
  readonly keys: readonly SealedKey[];
  readonly answersChallenges: boolean;
  readonly isDemo: boolean;
}

/** What the receiver answers to which requests. */
export interface RuleRecord {
  readonly id: RuleId;
  readonly name: string;
  readonly isOn: boolean;
  readonly when: RuleWhen;
  readonly action: RuleAction;
  /** Rules are tried in rising order. */
  readonly position: number;
}

/** A stored set of arguments behind a generated id. */
export interface TriggerHookRecord {
  readonly id: TriggerHookId;
  readonly eventType: string;
  readonly argumentsText: string;
  readonly createdAtMs: number;
}

/** Settings that were changed from their defaults. */
export type StoredSettings = Partial<Settings> & {
  readonly id: 'settings';
  readonly sealedApiKey?: string | null;
};
