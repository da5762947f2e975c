import type { AttemptCause } from '../contract/delivery.ts';
import type { EventId } from '../contract/ids.ts';
import type { Policy } from '../contract/policy.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { DialectKey } from './dialects/dialect.ts';
import type { AttemptRecord, DeliveryRecord } from './records.ts';
import type { Settled } from './settle.ts';
import type { SharedData } from './shared-data.ts';

/** Where attempts go and how. Plain data, so that another thread can be told once and remember. */
export interface Destination {
  readonly url: string;
  readonly dialect: string;
  /** Newest first; those that sign at this moment. */
  readonly keys: readonly DialectKey[];
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly breakIt: readonly string[];
}

/** All that one attempt needs, as plain data. */
export interface AttemptOrder {
  readonly delivery: Pick<
    DeliveryRecord,
    | 'id'
    | 'state'
    | 'nextAttemptAtMs'
    | 'note'
    | 'attempts'
    | 'lastOutcome'
    | 'scheduledAttempts'
    | 'isReplay'
    | 'isTest'
  >;
  readonly event: {
    readonly id: EventId;
    readonly type: string;
    readonly dataText: string;
    readonly createdAtMs: number;
    /** The data as bytes where it lies in shared memory; `dataText` then is made when asked for. */
    readonly shared?: Pick<SharedData, 'offset' | 'length' | 'generation' | 'bytes' | 'check'>;
  };
  readonly destination: Destination;
  readonly cause: AttemptCause;
  readonly lane: string;
  readonly allowsPrivate: boolean;
  readonly allowsLoopback: boolean;
}

/** What an attempt leaves behind, less the bytes on the wire. */
export type AttemptSummary = Omit<AttemptRecord, 'request' | 'response'>;

/** The bytes on the wire of an attempt, in the form that a store asked for. */
export interface PackedAttempt {
  /** How the bytes begin: a text about the attempt, then one of header lines; bodies follow. */
  readonly detailBytes: number;
  readonly linesBytes: number;
  readonly bytes: Uint8Array;
}

/** What came of an order: an attempt, whole or packed, or a reason why none could be made. */
export type AttemptMade =
  | { readonly kind: 'made'; readonly attempt: AttemptRecord; readonly settled: Settled }
  | {
      readonly kind: 'packed';
      readonly summary: AttemptSummary;
      readonly packed: PackedAttempt;
      readonly settled: Settled;
    }
  | { readonly kind: 'impossible'; readonly code: ProblemCode; readonly text: string }
  /** Taken back before it was begun: nothing was sent. */
  | { readonly kind: 'recalled' };
