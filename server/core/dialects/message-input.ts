import type { RawHeaders } from '../../contract/text.ts';

/** A request as the signature sees it. `bodyBytes` is absent while the body still streams. */
export interface MessageInput {
  readonly method: string;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes?: Uint8Array;
  readonly id?: string;
  readonly timestampText?: string;
}
