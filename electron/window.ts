import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { HIDES_MENU_ARGUMENT, VERSION_ARGUMENT } from './channels.ts';
import { MIN_HEIGHT, MIN_WIDTH } from './window-bounds.ts';

/** Height of the top bar, which is the title bar where the system's own is hidden. */
export const TOP_BAR_PX = 48;

/** The canvas and text tokens of both themes: painted before the first frame, so nothing flashes. */
const CANVAS = { light: '#F3F4F7', dark: '#0F1217' } as const;
const TEXT = { light: '#14181F', dark: '#EAEDF3' } as const;

/** Of the canvas, and of what the system draws on it. */
export interface FrameColors {
  readonly color: string;
  readonly symbolColor: string;
}

export interface WindowLook {
  readonly platform: NodeJS.Platform;
  readonly hasCompactTitleBar: boolean;
}

export interface WindowPlan extends WindowLook {
  readonly bounds: Rectangle;
  readonly colors: FrameColors;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly appVersion: string;
}

export function frameColorsOf(isDark: boolean): FrameColors {
  const theme = isDark ? 'dark' : 'light';
  return { color: CANVAS[theme], symbolColor: TEXT[theme] };
}

/** Whether the system draws its window controls over our top bar. */
export function hasOverlay(look: WindowLook): boolean {
  return look.platform === 'win32' || (look.platform === 'linux' && look.hasCompactTitleBar);
}

/** The only place where options of a window are made; a test reads them back. */
export function windowOptions(plan: WindowPlan): BrowserWindowConstructorOptions {
  return {
    ...plan.bounds,
    ...titleBar(plan),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Hookbench',
    show: false,
    backgroundColor: plan.colors.color,
    // macOS and Windows take the icon from the program itself.
    ...(plan.platform === 'linux' ? { icon: plan.iconPath } : {}),
    webPreferences: {
      preload: plan.preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      additionalArguments: [
        `${VERSION_ARGUMENT}${plan.appVersion}`,
        // Windows without a frame have no menu bar: the page shows a button for it.
        ...(hasOverlay(plan) ? [HIDES_MENU_ARGUMENT] : []),
      ],
    },
  };
}

function titleBar(look: WindowPlan): BrowserWindowConstructorOptions {
  if (look.platform === 'darwin') {
    return {
      titleBarStyle: 'hiddenInset',
      trafficLightPosition: { x: 16, y: 17 },
      // Tells the page how much room the traffic lights take.
      titleBarOverlay: { height: TOP_BAR_PX },
    };
  }
  if (!hasOverlay(look)) {
    return {};
  }
  return {
    titleBarStyle: 'hidden',
    titleBarOverlay: { ...look.colors, height: TOP_BAR_PX },
  };
}
