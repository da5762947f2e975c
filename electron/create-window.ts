import { BrowserWindow } from 'electron';
import { openMenuByAlt } from './menu-popup.ts';
import { type FrameColors, hasOverlay, type WindowPlan, windowOptions } from './window.ts';

/** What was chosen since does not change the frame of a window that is there. */
const overlaid = new WeakSet<BrowserWindow>();

export function createWindow(plan: WindowPlan): BrowserWindow {
  const window = new BrowserWindow(windowOptions(plan));
  if (hasOverlay(plan)) {
    overlaid.add(window);
    openMenuByAlt(window);
  }
  return window;
}

export function recolorWindow(window: BrowserWindow, colors: FrameColors): void {
  window.setBackgroundColor(colors.color);
  // Throws where the window was made without.
  if (overlaid.has(window)) {
    window.setTitleBarOverlay({ ...colors });
  }
}
