import { expect, test } from 'vitest';
import { frameColorsOf, hasOverlay, windowOptions } from '../../../electron/window.ts';
import { visibleBounds } from '../../../electron/window-bounds.ts';

const PLAN = {
  bounds: { x: 10, y: 20, width: 1_000, height: 700 },
  platform: 'linux',
  colors: frameColorsOf(false),
  hasCompactTitleBar: false,
  preloadPath: '/app/out/preload/preload.cjs',
  iconPath: '/app/resources/icon.png',
  appVersion: '1.2.3',
} as const;
const SCREEN = { x: 0, y: 0, width: 1_920, height: 1_040 };
const SECOND = { x: 1_920, y: 0, width: 1_280, height: 1_024 };

test('the page is isolated, sandboxed and without Node', () => {
  expect(windowOptions(PLAN).webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    allowRunningInsecureContent: false,
    webviewTag: false,
  });
});

test('the window is hidden until it is painted, on the canvas of its theme', () => {
  expect(windowOptions(PLAN)).toMatchObject({ show: false, backgroundColor: '#F3F4F7' });
  expect(windowOptions({ ...PLAN, colors: frameColorsOf(true) }).backgroundColor).toBe('#0F1217');
});

test('Linux keeps the native frame unless the compact title bar is chosen', () => {
  expect(windowOptions(PLAN)).not.toHaveProperty('titleBarStyle');
  const compact = windowOptions({ ...PLAN, hasCompactTitleBar: true });
  expect(compact).toMatchObject({ titleBarStyle: 'hidden', titleBarOverlay: { height: 48 } });
});

test('macOS keeps its traffic lights inside the top bar, Windows its own controls', () => {
  expect(windowOptions({ ...PLAN, platform: 'darwin' })).toMatchObject({
    titleBarStyle: 'hiddenInset',
  });
  expect(windowOptions({ ...PLAN, platform: 'win32', colors: frameColorsOf(true) })).toMatchObject({
    titleBarOverlay: { color: '#0F1217', symbolColor: '#EAEDF3' },
  });
  expect(hasOverlay({ ...PLAN, platform: 'darwin' })).toBe(false);
});

test('a window that shows no menu bar tells its page', () => {
  const argumentsOf = (look: object) =>
    windowOptions({ ...PLAN, ...look }).webPreferences?.additionalArguments ?? [];
  expect(argumentsOf({ platform: 'win32' })).toContain('--hookbench-hides-menu');
  expect(argumentsOf({ hasCompactTitleBar: true })).toContain('--hookbench-hides-menu');
  expect(argumentsOf({})).not.toContain('--hookbench-hides-menu');
  expect(argumentsOf({ platform: 'darwin' })).not.toContain('--hookbench-hides-menu');
});

test('remembered bounds on a display that is there stay as they are', () => {
  const bounds = { x: 2_000, y: 100, width: 900, height: 700 };
  expect(visibleBounds(bounds, [SCREEN, SECOND])).toEqual(bounds);
});

test('bounds on a display that is gone move to the first one, keeping their size', () => {
  const bounds = { x: 2_000, y: 100, width: 900, height: 700 };
  expect(visibleBounds(bounds, [SCREEN])).toEqual({ x: 510, y: 170, width: 900, height: 700 });
});

test('bounds that hang over the edge are moved inside', () => {
  const bounds = { x: 1_700, y: 900, width: 1_000, height: 700 };
  expect(visibleBounds(bounds, [SCREEN])).toEqual({ x: 920, y: 340, width: 1_000, height: 700 });
});

test('bounds larger than the display are cut to it', () => {
  const bounds = { x: -50, y: -50, width: 5_000, height: 4_000 };
  expect(visibleBounds(bounds, [SCREEN])).toEqual(SCREEN);
});

test('the first start is centred', () => {
  expect(visibleBounds(undefined, [SCREEN])).toEqual({ x: 280, y: 90, width: 1_360, height: 860 });
});
