import { createBrowserPlatform } from './browser.ts';
import { createDesktopPlatform, findBridge } from './desktop.ts';
import type { Platform } from './types.ts';

export function findPlatform(): Platform {
  const bridge = findBridge();
  return bridge ? createDesktopPlatform(bridge) : createBrowserPlatform();
}
