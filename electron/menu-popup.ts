import { type BrowserWindow, type Input, Menu } from 'electron';
import { TOP_BAR_PX } from './window.ts';

/** Under the menu button of the top bar. */
const PLACE = { x: 8, y: TOP_BAR_PX } as const;

/** A window without the system's title bar has no menu bar either: its menu opens here. */
export function popUpMenu(window: BrowserWindow): void {
  Menu.getApplicationMenu()?.popup({ window, ...PLACE });
}

/** Alt alone, pressed and let go, as with a menu bar. */
export function openMenuByAlt(window: BrowserWindow): void {
  let isAlone = false;
  window.webContents.on('before-input-event', (_event, input: Input) => {
    const isAlt = input.key === 'Alt';
    if (isAlt && input.type === 'keyUp' && isAlone) {
      popUpMenu(window);
    }
    isAlone = isAlt && input.type === 'keyDown' && !input.control && !input.shift && !input.meta;
  });
  // Alt+Tab leaves the window: the release of Alt is not for us then.
  window.on('blur', () => {
    isAlone = false;
  });
}
