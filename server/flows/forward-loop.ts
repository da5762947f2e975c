import type { RawHeaders } from '../contract/text.ts';
import { headerValues } from '../core/raw-headers.ts';
import type { TransportResult } from '../ports.ts';

/** Keeps a receiver that forwards to itself from doing so for ever. Other targets get no header of ours. */
export interface LoopGuard {
  /** What to add for this target; undefined where it would be sent to this receiver a second time. */
  marksFor(url: string, headers: RawHeaders): RawHeaders | undefined;
}

/** `ownName` stands in CDN-Loop (RFC 8586) of what this receiver sends to itself. */
export function createLoopGuard(isOwn: (url: string) => boolean, ownName: string): LoopGuard {
  return {
    marksFor: (url, headers) => {
      if (!isOwn(url)) {
        return [];
      }
      return headerValues(headers, 'cdn-loop').includes(ownName)
        ? undefined
        : [['CDN-Loop', ownName]];
    },
  };
}

/** What is kept in place of an answer. */
export const LOOP_REFUSED: TransportResult = {
  outcome: 'blocked',
  status: null,
  headers: [],
  bodyBytes: new Uint8Array(),
  sizeBytes: 0,
  isCut: false,
  connectMs: null,
  waitMs: null,
  totalMs: 0,
  detail: 'this receiver has forwarded it to itself already: a loop',
};
