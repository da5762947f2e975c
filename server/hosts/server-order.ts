import type { ListenerUrls } from '../contract/bridge.ts';
import type { EraseScope } from '../contract/erase.ts';
import type { Config } from './config.ts';
import type { DataFolder } from './data-folder.ts';

/** What a composed server needs besides its configuration. */
export interface ServerOrder {
  readonly config: Config;
  /** Held for this process until the server has stopped. */
  readonly dataFolder: DataFolder;
  readonly dataKeyBytes: Uint8Array;
  readonly token: string;
  /** Resolves once it is certain; then the servers start anew on the same addresses. */
  readonly erase: (scope: EraseScope) => Promise<void>;
}

export interface StartedServer {
  readonly urls: ListenerUrls;
  /** A code that the window trades for the token, once. */
  newSessionCode(): string;
  /** Resolves once attempts under way are recorded and nothing listens any more. */
  stop(waitMs?: number): Promise<void>;
}
