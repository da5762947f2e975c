import type { RawHeaders } from '../contract/text.ts';

/** A request whose head has arrived and whose body may still be on its way. */
export interface RequestHead {
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  /** The target without its query. */
  readonly path: string;
  readonly httpVersion: string;
  readonly rawHeaders: RawHeaders;
  /** The full URL as the sender called it. */
  readonly url: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly receivedAtMs: number;
  readonly startedAtMs: number;
}

/** How the arrival of a request ended. */
export type ArrivalEnd =
  | { readonly kind: 'whole'; readonly rawTrailers: RawHeaders }
  /** Longer than the limit: kept up to it. */
  | { readonly kind: 'too_long' }
  /** The sender went away, or took too long, in the middle of the body. */
  | { readonly kind: 'broken_off'; readonly why: string }
  /** Not HTTP as the parser takes it: the body holds the raw bytes instead. */
  | { readonly kind: 'refused'; readonly status: number; readonly why: string };
