import type { RawHeaders } from '../contract/text.ts';

/** Both ends of a connection, as the sender sees them. */
export interface SocketEnds {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remotePort: number;
}

/** What a transport sends, and within which bounds. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly timeoutMs: number;
  readonly maxConnections: number;
  /** Connections are never shared between lanes: one that hangs holds up nobody else. */
  readonly lane?: string;
  /** Private ranges are refused unless this says otherwise; metadata addresses always are. */
  readonly allowsPrivate: boolean;
  readonly allowsLoopback: boolean;
  readonly trustsCertificate: boolean;
  /** Bytes of the answer's body to keep. */
  readonly keepBytes: number;
  /** Told before the first byte goes out; only the exact transport knows. */
  readonly onConnected?: (ends: SocketEnds) => void;
}
