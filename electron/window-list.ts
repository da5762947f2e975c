import type { BrowserWindow, Rectangle } from 'electron';
import type { ServerState, ShellCommand } from '../server/contract/shell-bridge.ts';
import { appUrl } from './app-origin.ts';
import { CHANNELS } from './channels.ts';
import { readStored, writeStored } from './stored-json.ts';
import { visibleBounds, type WindowPlace, WindowPlaceSchema } from './window-bounds.ts';

export interface WindowListOptions {
  readonly create: (bounds: Rectangle) => BrowserWindow;
  /** Never empty: the system always has a display. */
  readonly workAreas: () => readonly [Rectangle, ...Rectangle[]];
  readonly placePath: string;
  /** Where pages that are loaded now may connect to. */
  readonly controlUrl: () => string | undefined;
}

/** Distance between a new window and the one it was opened from. */
const CASCADE_PX = 32;

/** All windows of the app. They share data and theme; each has its own place inside the app. */
export class WindowList {
  readonly #options: WindowListOptions;
  readonly #windows: BrowserWindow[] = [];
  /** Windows whose page asked for commands already; others get theirs when they ask. */
  readonly #listening = new WeakSet<BrowserWindow>();
  readonly #waiting = new WeakMap<BrowserWindow, ShellCommand[]>();

  readonly #loadedWith = new WeakMap<BrowserWindow, string | undefined>();

  constructor(options: WindowListOptions) {
    this.#options = options;
  }

  all(): readonly BrowserWindow[] {
    return this.#windows;
  }

  open(path = '/'): BrowserWindow {
    const place = readStored(this.#options.placePath, WindowPlaceSchema);
    const window = this.#options.create(this.#nextBounds(place));
    this.#windows.push(window);
    window.once('ready-to-show', () => {
      if (place.isMaximized) {
        window.maximize();
      }
      window.show();
    });
    window.on('close', () => this.#remember(window));
    window.on('closed', () => this.#windows.splice(this.#windows.indexOf(window), 1));
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) {
        this.#listening.delete(window);
      }
    });
    this.load(window, path);
    return window;
  }

  load(window: BrowserWindow, path: string): void {
    this.#loadedWith.set(window, this.#options.controlUrl());
    // A load that the next one replaces rejects; pages of our own cannot fail otherwise.
    window.loadURL(appUrl(path)).catch(() => undefined);
  }

  /** Whether the page was loaded when the control listener had another address, or none. */
  isOutdated(window: BrowserWindow, state: Extract<ServerState, { kind: 'ready' }>): boolean {
    return this.#loadedWith.get(window) !== state.urls.control;
  }

  /** Brings a window to the front, opening one where there is none. */
  focus(): BrowserWindow {
    const window = this.#windows.find((candidate) => candidate.isFocused()) ?? this.#windows.at(-1);
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
    const window = this.focus();
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
    for (const window of this.#windows) {
      window.webContents.send(channel, message);
    }
  }

  hasFocus(): boolean {
    return this.#windows.some((window) => window.isFocused());
  }

  #nextBounds(place: WindowPlace): Rectangle {
    const front = this.#windows.at(-1)?.getNormalBounds();
    const wanted = front
      ? { ...front, x: front.x + CASCADE_PX, y: front.y + CASCADE_PX }
      : place.bounds;
    return visibleBounds(wanted, this.#options.workAreas());
  }

  #remember(window: BrowserWindow): void {
    const place: WindowPlace = {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    };
    writeStored(this.#options.placePath, place);
  }
}
