import type { SignatureReport } from '../../contract/signature.ts';
import type { RawHeaders } from '../../contract/text.ts';
import type { DeliveryFacts, DialectFacts } from './facts.ts';

/**
 * A dialect: the exact headers, signature and body shape of a provider.
 * All of it is pure: time and randomness are arguments, keys are given as text.
 */
export interface Dialect {
  /** Lower-case name with hyphens: `standard`, `hubspot-v3`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'symmetric' | 'asymmetric' | 'plain' | 'unsigned';
  /** Header names of the signature, the signature's own first. */
  readonly headers: readonly string[];
  /** How the provider delivers; a subscription's policy starts from it. */
  readonly delivery: DialectDelivery;
  /** All of it as data: for the explainer, the snippets, the documentation. */
  readonly facts: DialectFacts;
  /** The request's body and unsigned headers, built once per attempt. The body's bytes are then signed as they are. */
  shape(input: ShapeInput): ShapedRequest;
  /**
   * The headers that sign a shaped request; one signature per key where the dialect has several slots.
   * Empty for dialects that sign inside the body: senders call `seal`.
   * Throws AppError `invalid_secret` where no key can sign.
   */
  sign(input: SignInput): RawHeaders;
  /** The request as it is sent: shaped, signed, for every dialect (Mailgun and Adyen sign inside the body). */
  seal(input: SignInput): ShapedRequest;
  /** Judges a request whose body is in memory. Never throws. */
  verify(input: VerifyInput): SignatureReport;
  /** Judges while the body streams by; undefined where the dialect needs the whole body. */
  startVerify?(input: Omit<VerifyInput, 'bodyBytes'>): StreamingCheck | undefined;
  /** A new key in the provider's own form. `random(n)` yields n random bytes. */
  generateKey(random: (size: number) => Uint8Array): DialectKey;
  /** A key given by the user: throws AppError `invalid_secret` naming what the dialect takes. */
  importKey(secret: string): DialectKey;
}

/** `secret` signs; `publicKey` is what the other side verifies with, for asymmetric dialects. */
export interface DialectKey {
  readonly secret: string;
  readonly publicKey?: string;
}

/** How a provider delivers: timeout, delays, what ends a delivery. Times in milliseconds. */
export type DialectDelivery = DeliveryFacts;

/** What a dialect makes a request of. */
export interface ShapeInput {
  readonly eventId: string;
  /** What the dialect uses as its id of this delivery; the same on every retry. */
  readonly deliveryId: string;
  readonly eventType: string;
  /** The event's data as JSON text, exactly as given. */
  readonly dataText: string;
  /** The same as UTF-8, where it is at hand: `dataText` may then cost its making. */
  readonly dataBytes?: Uint8Array | undefined;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly eventAtMs: number;
  readonly nowMs: number;
  readonly url: string;
  /** Why the last attempt failed, in the provider's word (Slack's `http_error`, `http_timeout`). */
  readonly retryReason?: string;
}

/** A request before it is signed; its bytes are final. */
export interface ShapedRequest {
  readonly method: 'POST' | 'PUT' | 'GET' | 'OPTIONS';
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

/** The bytes to sign, and the keys. */
export interface SignInput {
  readonly request: ShapedRequest;
  readonly deliveryId: string;
  readonly nowMs: number;
  /** Newest first; a second one while a rotation overlaps. */
  readonly keys: readonly DialectKey[];
}

/** A request as it was received, and the keys that may have signed it. */
export interface VerifyInput {
  readonly method: string;
  /** The full URL as the sender called it. */
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly nowMs: number;
  readonly keys: readonly NamedKey[];
}

/** A key and whose it is, for the report ("subscription demo"). */
export interface NamedKey extends DialectKey {
  readonly source: string;
}

export interface StreamingCheck {
  update(chunk: Uint8Array): void;
  finish(): SignatureReport;
}
