import type {
  RecentItem,
  ShellNotice,
  ShellPreferences,
  ShellPreferencesChange,
} from '../../server/contract/bridge.ts';
import type {
  PickedFile,
  ServerState,
  ShellCommand,
  ShellVersions,
  VaultKind,
} from '../../server/contract/shell-bridge.ts';

export interface Connection {
  /** Of the control listener; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly token: string;
}

/** `refused`: the server started anew and no longer takes the token; `code_used`: the address of the terminal works once; `none`: there is no token yet. */
export type TokenAbsence = 'none' | 'refused' | 'code_used' | 'unreachable';
export type ConnectOutcome =
  | { kind: 'connected'; connection: Connection }
  | { kind: 'needs_token'; because: TokenAbsence };

export type OperatingSystem = 'mac' | 'windows' | 'linux';

/** `ask`: nobody was asked yet; `none`: there are none here, so nobody need be asked. */
export type NotificationPermit = 'granted' | 'denied' | 'ask' | 'none';

export interface NotificationHost {
  permit(): NotificationPermit;
  /** Only where a person pressed something: browsers refuse it otherwise. */
  ask(): Promise<NotificationPermit>;
  /** At most one in ten seconds is shown; a click opens the notice's path. */
  show(notice: ShellNotice): void;
}

/** What only the desktop app has: its tray, its frame, its keyring. */
export interface DesktopShell {
  readonly versions: ShellVersions;
  preferences(): Promise<ShellPreferences & { vault: VaultKind }>;
  change(change: ShellPreferencesChange): Promise<ShellPreferences>;
  /** The latest requests, newest first, for the menu of the tray. */
  showRecent(items: readonly RecentItem[]): void;
}

/** Where the window runs. The only door to the desktop shell and to browser storage of the token. */
export interface Platform {
  readonly kind: 'desktop' | 'browser';
  readonly os: OperatingSystem;
  /** The window that macOS opens for settings alone: no sidebar, no top bar. */
  readonly isSettingsWindow: boolean;
  connect(): Promise<ConnectOutcome>;
  /** Keeps a token that the person typed. */
  acceptToken(token: string): Connection;
  forgetToken(): void;
  /** False where the person cancelled. */
  saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
  /** `accept` as of a file input: endings with their dot and media types. */
  openFile(accept: string): Promise<PickedFile | null>;
  openExternal(url: string): void;
  /** A path of this app in a window of its own: a new tab in a browser. */
  openWindow(path: string): void;
  /** False where settings have no window of their own: they are a screen then. */
  openSettings(): boolean;
  /** Opens the menu of the app; null where it is in sight already, as in a browser. */
  readonly openMenu: (() => void) | null;
  /** Tells the shell which keys its menu shows; `g o` and the like are left out by it. */
  keysChanged(keys: Readonly<Record<string, string>>): void;
  readonly notifications: NotificationHost;
  onServerState(listen: (state: ServerState) => void): () => void;
  onCommand(listen: (command: ShellCommand) => void): () => void;
  /** Desktop only; null where the server is not ours to restart. */
  readonly restartServer: (() => Promise<void>) | null;
  readonly showLog: (() => Promise<void>) | null;
  /** Null in a browser, where the terminal that runs the server takes the place of the tray. */
  readonly shell: DesktopShell | null;
  /** Tells the shell of a theme, so that its frame and first paint fit. */
  themeChosen(theme: 'system' | 'light' | 'dark'): void;
}
