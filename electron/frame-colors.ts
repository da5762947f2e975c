import { nativeTheme, systemPreferences } from 'electron';
import { type FrameColors, frameColorsOf } from './window.ts';

/** Of the theme; those of Windows itself where it forces its colours on every program. */
export function frameColors(): FrameColors {
  if (process.platform !== 'win32' || !nativeTheme.inForcedColorsMode) {
    return frameColorsOf(nativeTheme.shouldUseDarkColors);
  }
  // Without their alpha, which is always full.
  return {
    color: systemPreferences.getColor('window').slice(0, 7),
    symbolColor: systemPreferences.getColor('window-text').slice(0, 7),
  };
}
