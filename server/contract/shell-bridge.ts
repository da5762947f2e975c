import type {
  ListenerUrls,
  RecentItem,
  ShellNotice,
  ShellPreferences,
  ShellPreferencesChange,
} from './bridge.ts';
import type { WindowCommandId } from './window-commands.ts';

/** What the desktop shell offers to its window. No schema here: the preload stays small. */

/** The server as the window sees it. `retryInMs` counts from the moment of the frame. */
export type ServerState =
  | { kind: 'starting' }
  | { kind: 'ready'; urls: ListenerUrls }
  | { kind: 'restarting'; detail: string; retryInMs: number }
  | { kind: 'stopped'; detail: string };

/** Everything that the window needs to speak to the control listener. */
export interface ShellConnection {
  readonly urls: ListenerUrls;
  readonly token: string;
}

/** What the menu, the tray, a deep link or a jump list asks of the window. `path` is where a deep link points inside the window, for example `/deliveries/dlv_1`. */
export type ShellCommand =
  | { kind: 'command'; name: WindowCommandId }
  | { kind: 'go'; path: string };

export interface ShellVersions {
  readonly app: string;
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
}

/** A file that the person chose. */
export interface PickedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How secrets are protected at rest: `basic_text` is Linux without a keyring. */
export type VaultKind = 'system' | 'basic_text';

/**
 * `window.hookbench` in the desktop app; absent in a browser. Every function is named here and
 * nowhere else. Those that subscribe answer a function that ends the subscription.
 */
export interface ShellBridge {
  readonly platform: string;
  readonly versions: ShellVersions;
  /** This window has no menu bar, and no other place for the menu of the app. */
  readonly hidesMenu: boolean;
  /** Waits until the server is ready; rejects once the shell has given it up. */
  connection(): Promise<ShellConnection>;
  onServerState(listen: (state: ServerState) => void): () => void;
  onCommand(listen: (command: ShellCommand) => void): () => void;
  restartServer(): Promise<void>;
  showLog(): Promise<void>;
  /** False where the person cancelled. */
  saveFile(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Null where the person cancelled. At most 50 MB. `endings` without their dot; none: any file. */
  openFile(endings: readonly string[]): Promise<PickedFile | null>;
  /** http and https only. */
  openExternal(url: string): Promise<void>;
  /** A path inside the window, in a window of its own. */
  openWindow(path: string): Promise<void>;
  /** The one window of settings, as on macOS. */
  openSettings(): Promise<void>;
  /** The menu of the app, under the button for it. */
  openMenu(): Promise<void>;
  /** By command: the keys that the menu shows. */
  showKeys(keys: Readonly<Record<string, string>>): Promise<void>;
  notify(notice: ShellNotice): Promise<void>;
  /** The latest requests for the tray menu, newest first, at most five. */
  showRecent(items: readonly RecentItem[]): Promise<void>;
  preferences(): Promise<ShellPreferences & { vault: VaultKind }>;
  changePreferences(change: ShellPreferencesChange): Promise<ShellPreferences>;
}

/** The origin of the desktop window: what its requests to the control listener carry as `Origin`. */
export const SHELL_ORIGIN = 'app://hookbench';

/** The name under which the bridge lies on `window`. */
export const BRIDGE_KEY = 'hookbench';

/** In the address of the window that shows settings alone. */
export const SETTINGS_WINDOW_PARAMETER = 'settings-window';

/** The desktop app prints a line that starts so once its window is open; the command line waits for it. */
export const DESKTOP_READY_LINE = 'Hookbench is open';
