import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/** The names of a module of Electron: what the fake has beyond them does not compile. */
type NamesOf<Module extends keyof typeof Electron> = {
  readonly [Name in keyof (typeof Electron)[Module]]?: unknown;
};

/** What the shell uses of Electron, recorded. Each test file mocks the module with one of these. */
export class FakeContents extends EventEmitter {
  mainFrame = { url: 'app://hookbench/' };
  readonly send = vi.fn();
  readonly reload = vi.fn();
  readonly setWindowOpenHandler = vi.fn();
  readonly isDestroyed = (): boolean => false;

  getURL(): string {
    return this.mainFrame.url;
  }
}

export class FakeWindow extends EventEmitter {
  static readonly opened: FakeWindow[] = [];
  static fromWebContents(contents: FakeContents): FakeWindow | undefined {
    return FakeWindow.opened.find((window) => window.webContents === contents);
  }

  readonly webContents = new FakeContents();
  readonly options: Electron.BrowserWindowConstructorOptions;
  isShown = true;
  readonly show = vi.fn(() => {
    this.isShown = true;
    this.emit('show');
  });
  readonly hide = vi.fn(() => {
    this.isShown = false;
  });
  readonly focus = vi.fn();
  readonly maximize = vi.fn();
  readonly setBackgroundColor = vi.fn();
  readonly setTitleBarOverlay = vi.fn();
  bounds = { x: 100, y: 100, width: 1_000, height: 700 };
  isInFront = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    FakeWindow.opened.push(this);
  }

  readonly loadURL = vi.fn(async (url: string) => {
    this.webContents.mainFrame = { url };
  });

  isFocused(): boolean {
    return this.isInFront;
  }

  isVisible(): boolean {
    return this.isShown;
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }
}

export class FakeUtilityChild extends EventEmitter {
  readonly stdout = new EventEmitter() as EventEmitter & { pipe: () => void };
  readonly stderr = this.stdout;
  readonly orders: { kind: string }[] = [];
  readonly kill = vi.fn(() => true);

  constructor() {
    super();
    this.stdout.pipe = () => undefined;
  }

  postMessage(order: { kind: string }): void {
    this.orders.push(order);
    if (order.kind === 'stop') {
      queueMicrotask(() => this.emit('exit', 0));
    }
  }
}

export class FakeNotification extends EventEmitter {
  static readonly shown: FakeNotification[] = [];
  static isSupported(): boolean {
    return true;
  }

  readonly options: { title: string; body: string };

  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }

  show(): void {
    FakeNotification.shown.push(this);
  }
}

export class FakeTray extends EventEmitter {
  static readonly made: FakeTray[] = [];
  readonly setImage = vi.fn();
  readonly setToolTip = vi.fn();
  readonly setContextMenu = vi.fn();
  readonly destroy = vi.fn();

  constructor() {
    super();
    FakeTray.made.push(this);
  }
}

/** The same for classes; `Own` is what tests set or read on a fake. */
type Strangers<Fake, Real, Own extends keyof Fake = never> = Exclude<keyof Fake, keyof Real | Own>;
type AllStrangers =
  | Strangers<FakeContents, Electron.WebContents>
  | Strangers<FakeWindow, Electron.BrowserWindow, 'options' | 'bounds' | 'isInFront' | 'isShown'>
  | Strangers<FakeTray, Electron.Tray>
  | Strangers<FakeUtilityChild, Electron.UtilityProcess, 'orders'>
  | Strangers<FakeNotification, Electron.Notification, 'options'>;
export const HAS_NO_STRANGERS: [AllStrangers] extends [never] ? true : AllStrangers = true;

type IpcHandler = (event: object, ...args: unknown[]) => unknown;

export function createFakeElectron(userData: string) {
  const calls: string[] = [];
  const note = (name: string): void => {
    calls.push(name);
  };
  const children: FakeUtilityChild[] = [];
  const ipcHandlers = new Map<string, IpcHandler>();
  const fakeSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: vi.fn(() => note('lock session')),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    setDisplayMediaRequestHandler: vi.fn(),
  });
  const app = Object.assign(new EventEmitter(), {
    dock: { setMenu: vi.fn() },
    isPackaged: true,
    enableSandbox: vi.fn(() => note('sandbox')),
    requestSingleInstanceLock: vi.fn(() => {
      note('lock');
      return true;
    }),
    whenReady: vi.fn(async () => note('ready')),
    quit: vi.fn(() => note('quit')),
    exit: vi.fn((code: number) => note(`exit ${code}`)),
    getPath: (name: string) => `${userData}/${name}`,
    getAppPath: () => '/app',
    getVersion: () => '1.2.3',
    setAsDefaultProtocolClient: vi.fn<Electron.App['setAsDefaultProtocolClient']>(),
    setUserTasks: vi.fn(),
    setAppUserModelId: vi.fn(),
  } satisfies NamesOf<'app'>);
  const NotingWindow: typeof FakeWindow = class extends FakeWindow {
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super(options);
      note('window');
      app.emit('web-contents-created', {}, this.webContents);
      app.emit('browser-window-created', {}, this);
    }
  };
  const popups = vi.fn();
  const area = { x: 0, y: 0, width: 1_920, height: 1_040 };
  const electron = {
    app,
    BrowserWindow: NotingWindow,
    clipboard: { writeText: vi.fn() } satisfies NamesOf<'clipboard'>,
    dialog: {
      showMessageBox: vi.fn(async () => ({ response: 0 })),
      showSaveDialog: vi.fn(async () => ({ canceled: true, filePath: '' })),
      showOpenDialog: vi.fn(async () => ({ canceled: true, filePaths: [] as string[] })),
    } satisfies NamesOf<'dialog'>,
    ipcMain: {
      handle: (channel: string, handler: IpcHandler) => ipcHandlers.set(channel, handler),
    } satisfies NamesOf<'ipcMain'>,
    Menu: {
      setApplicationMenu: vi.fn(),
      getApplicationMenu: vi.fn(() => ({ popup: popups })),
      buildFromTemplate: vi.fn((items) => Object.assign(items, { popup: popups })),
    } satisfies NamesOf<'Menu'>,
    nativeTheme: Object.assign(new EventEmitter(), {
      themeSource: 'system',
      shouldUseDarkColors: false,
      inForcedColorsMode: false,
    } satisfies NamesOf<'nativeTheme'>),
    powerMonitor: new EventEmitter(),
    systemPreferences: {
      getColor: (name: string) => (name === 'window' ? '#000000' : '#ffff00'),
    } satisfies NamesOf<'systemPreferences'>,
    net: { fetch: vi.fn() } satisfies NamesOf<'net'>,
    Notification: FakeNotification,
    protocol: {
      registerSchemesAsPrivileged: vi.fn(() => note('scheme')),
      handle: vi.fn(() => note('protocol')),
    } satisfies NamesOf<'protocol'>,
    safeStorage: {
      isAsyncEncryptionAvailable: vi.fn(async () => {
        note('vault');
        return true;
      }),
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptStringAsync: async (text: string) => Buffer.from(text),
      decryptStringAsync: async (bytes: Buffer) => ({
        result: bytes.toString(),
        shouldReEncrypt: false,
      }),
    } satisfies NamesOf<'safeStorage'>,
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: area }),
      getAllDisplays: () => [{ id: 1, workArea: area }],
    } satisfies NamesOf<'screen'>,
    session: { defaultSession: fakeSession },
    shell: {
      openExternal: vi.fn(async () => undefined),
      showItemInFolder: vi.fn(),
    } satisfies NamesOf<'shell'>,
    Tray: FakeTray,
    utilityProcess: {
      fork: vi.fn(() => {
        note('server');
        const child = new FakeUtilityChild();
        children.push(child);
        return child;
      }),
    } satisfies NamesOf<'utilityProcess'>,
  };
  return { electron, calls, children, ipcHandlers, popups };
}
