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
  /** The body went wrong on its way, took too long, or its sender went away: then nobody is told a status. */
  | { readonly kind: 'broken_off'; readonly status: number | null; readonly why: string }
  /** Not HTTP as the parser takes it: the body holds the raw bytes instead. No status: nobody was told. */
  | { readonly kind: 'refused'; readonly status: number | null; readonly why: string };
