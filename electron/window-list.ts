import type { BrowserWindow, Rectangle } from 'electron';
import {
  SETTINGS_WINDOW_PARAMETER,
  type ServerState,
  type ShellCommand,
} from '../server/contract/shell-bridge.ts';
import { appUrl } from './app-origin.ts';
import { CHANNELS } from './channels.ts';
import { readStored, writeStored } from './stored-json.ts';
import {
  SETTINGS_SIZE,
  visibleBounds,
  type WindowPlace,
  WindowPlacesSchema,
} from './window-bounds.ts';

export interface WindowListOptions {
  readonly create: (bounds: Rectangle) => BrowserWindow;
  /** Never empty: the system always has a display. */
  readonly workAreas: () => readonly [Rectangle, ...Rectangle[]];
  readonly placePath: string;
  /** Where pages that are loaded now may connect to. */
  readonly controlUrl: () => string | undefined;
}

/** Whether the last window hides instead of closing: its page still notifies and fills the tray. */
export interface LastWindow {
  readonly isKept: () => boolean;
  readonly onHidden: () => void;
}

/** Distance between a new window and the one it was opened from. */
const CASCADE_PX = 32;
const SETTINGS_PATH = `/settings?${SETTINGS_WINDOW_PARAMETER}`;
/** What the settings' own window can answer itself; all else is for the window behind it. */
const SETTINGS_COMMANDS: ReadonlySet<string> = new Set(['undo', 'redo', 'save', 'submit']);

/** All windows of the app. They share data and theme; each has its own place inside the app. */
export class WindowList {
  readonly #options: WindowListOptions;
  readonly #windows: BrowserWindow[] = [];
  /** The first window has number 0; a number that became free is taken again, with its place. */
  readonly #numbers = new WeakMap<BrowserWindow, number>();
  #settings: BrowserWindow | undefined;
  /** Windows whose page asked for commands already; others get theirs when they ask. */
  readonly #listening = new WeakSet<BrowserWindow>();
  readonly #waiting = new WeakMap<BrowserWindow, ShellCommand[]>();

  readonly #loadedWith = new WeakMap<BrowserWindow, string | undefined>();
  /** Where each window was inside the app when its page had to make room for another. */
  readonly #paths = new WeakMap<BrowserWindow, string>();

  #last: LastWindow = { isKept: () => false, onHidden: () => undefined };

  constructor(options: WindowListOptions) {
    this.#options = options;
  }

  keepLast(last: LastWindow): void {
    this.#last = last;
  }

  all(): readonly BrowserWindow[] {
    return this.#settings ? [...this.#windows, this.#settings] : this.#windows;
  }

  open(path = '/'): BrowserWindow {
    const number = this.#freeNumber();
    const place = this.#places()[number];
    const window = this.#options.create(this.#nextBounds(place));
    this.#numbers.set(window, number);
    this.#windows.push(window);
    window.once('ready-to-show', () => {
      if (place?.isMaximized) {
        window.maximize();
      }
      window.show();
    });
    window.on('close', (event) => {
      this.#remember(window, number);
      if (this.#windows.length === 1 && this.#last.isKept()) {
        event.preventDefault();
        window.hide();
        this.#last.onHidden();
      }
    });
    window.on('closed', () => this.#windows.splice(this.#windows.indexOf(window), 1));
    this.#start(window, path);
    return window;
  }

  /** There is one window of settings at most. */
  openSettings(): void {
    if (this.#settings) {
      this.#settings.show();
      this.#settings.focus();
      return;
    }
    const front = this.#front()?.getNormalBounds();
    const wanted = front
      ? { x: front.x + CASCADE_PX, y: front.y + CASCADE_PX, ...SETTINGS_SIZE }
      : undefined;
    const window = this.#options.create(visibleBounds(wanted, this.#options.workAreas()));
    this.#settings = window;
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => {
      this.#settings = undefined;
    });
    this.#start(window, SETTINGS_PATH);
  }

  #start(window: BrowserWindow, path: string): void {
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) {
        this.#listening.delete(window);
      }
    });
    window.webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
      const inside = URL.parse(url);
      if (isMainFrame && inside) {
        this.#paths.set(window, inside.pathname + inside.search);
      }
    });
    this.#paths.set(window, path);
    this.load(window, path);
  }

  load(window: BrowserWindow, path: string): void {
    this.#loadedWith.set(window, this.#options.controlUrl());
    // A load that the next one replaces rejects; pages of our own cannot fail otherwise.
    window.loadURL(appUrl(path)).catch(() => undefined);
  }

  /** Loads a window's page anew, where it was inside the app. */
  loadAgain(window: BrowserWindow): void {
    this.load(window, this.#paths.get(window) ?? '/');
  }

  /** Whether the page was loaded when the control listener had another address, or none. */
  isOutdated(window: BrowserWindow, state: Extract<ServerState, { kind: 'ready' }>): boolean {
    return this.#loadedWith.get(window) !== state.urls.control;
  }

  /** Brings a window to the front, opening one where there is none. */
  focus(): BrowserWindow {
    const window = this.#front();
    if (!window) {
      return this.open();
    }
    if (window.isMinimized()) {
      window.restore();
    }
    window.show();
    window.focus();
    return window;
  }

  /** For the window in front; kept until its page listens. */
  command(command: ShellCommand): void {
    const isForSettings =
      command.kind === 'command' &&
      SETTINGS_COMMANDS.has(command.name) &&
      this.#settings?.isFocused() === true;
    const window = isForSettings && this.#settings ? this.#settings : this.focus();
    if (this.#listening.has(window)) {
      window.webContents.send(CHANNELS.command, command);
    } else {
      this.#waiting.set(window, [...(this.#waiting.get(window) ?? []), command]);
    }
  }

  nowListens(window: BrowserWindow): void {
    this.#listening.add(window);
    for (const command of this.#waiting.get(window) ?? []) {
      window.webContents.send(CHANNELS.command, command);
    }
    this.#waiting.delete(window);
  }

  broadcast(channel: string, message: unknown): void {
    for (const window of this.all()) {
      window.webContents.send(channel, message);
    }
  }

  /** Where nothing else would lead back to a hidden window. */
  showHidden(): void {
    for (const window of this.#windows.filter((candidate) => !candidate.isVisible())) {
      window.show();
    }
  }

  hasFocus(): boolean {
    return this.all().some((window) => window.isFocused());
  }

  #front(): BrowserWindow | undefined {
    return this.#windows.find((candidate) => candidate.isFocused()) ?? this.#windows.at(-1);
  }

  #freeNumber(): number {
    const taken = new Set(this.#windows.map((window) => this.#numbers.get(window)));
    return Array.from({ length: taken.size + 1 }, (_, number) => number).find(
      (number) => !taken.has(number),
    ) as number;
  }

  #nextBounds(place: WindowPlace | undefined): Rectangle {
    const front = this.#front()?.getNormalBounds();
    const beside = front && { ...front, x: front.x + CASCADE_PX, y: front.y + CASCADE_PX };
    return visibleBounds(place?.bounds ?? beside, this.#options.workAreas());
  }

  #places(): readonly WindowPlace[] {
    return readStored(this.#options.placePath, WindowPlacesSchema).windows;
  }

  #remember(window: BrowserWindow, number: number): void {
    const windows = [...this.#places()];
    // A gap is a window that never closed: it has no place yet.
    while (windows.length < number) {
      windows.push({ isMaximized: false });
    }
    windows[number] = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    writeStored(this.#options.placePath, { windows });
  }
}
