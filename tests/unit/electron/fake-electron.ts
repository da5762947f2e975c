import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/** What the shell uses of Electron, recorded. Each test file mocks the module with one of these. */
export class FakeContents extends EventEmitter {
  mainFrame = { url: 'app://hookbench/' };
  readonly send = vi.fn();
  readonly reload = vi.fn();
  readonly setWindowOpenHandler = vi.fn();

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
  readonly show = vi.fn(() => this.emit('show'));
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

export class FakeTray {
  static readonly made: FakeTray[] = [];
  readonly setImage = vi.fn();
  readonly setToolTip = vi.fn();
  readonly setContextMenu = vi.fn();
  readonly destroy = vi.fn();

  constructor() {
    FakeTray.made.push(this);
  }
}

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
    setAsDefaultProtocolClient: vi.fn(),
    setUserTasks: vi.fn(),
    setAppUserModelId: vi.fn(),
  });
  const NotingWindow: typeof FakeWindow = class extends FakeWindow {
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super(options);
      note('window');
      app.emit('web-contents-created', {}, this.webContents);
    }
  };
  const area = { x: 0, y: 0, width: 1_920, height: 1_040 };
  const electron = {
    app,
    BrowserWindow: NotingWindow,
    clipboard: { writeText: vi.fn() },
    dialog: {
      showMessageBox: vi.fn(async () => ({ response: 0 })),
      showSaveDialog: vi.fn(async () => ({ canceled: true, filePath: '' })),
      showOpenDialog: vi.fn(async () => ({ canceled: true, filePaths: [] as string[] })),
    },
    ipcMain: {
      handle: (channel: string, handler: IpcHandler) => ipcHandlers.set(channel, handler),
    },
    Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn((items) => items) },
    nativeTheme: Object.assign(new EventEmitter(), {
      themeSource: 'system',
      shouldUseDarkColors: false,
    }),
    net: { fetch: vi.fn() },
    Notification: FakeNotification,
    protocol: {
      registerSchemesAsPrivileged: vi.fn(() => note('scheme')),
      handle: vi.fn(() => note('protocol')),
    },
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
    },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: area }),
      getAllDisplays: () => [{ id: 1, workArea: area }],
    },
    session: { defaultSession: fakeSession },
    shell: { openExternal: vi.fn(async () => undefined), showItemInFolder: vi.fn() },
    Tray: FakeTray,
    utilityProcess: {
      fork: vi.fn(() => {
        note('server');
        const child = new FakeUtilityChild();
        children.push(child);
        return child;
      }),
    },
  };
  return { electron, calls, children, ipcHandlers };
}
