import type { CDPSession, Page } from 'playwright-core';

interface KeyCode {
  readonly code: string;
  readonly number: number;
  readonly text?: string;
}

const KEYS: Readonly<Record<string, KeyCode>> = {
  Home: { code: 'Home', number: 36 },
  ArrowDown: { code: 'ArrowDown', number: 40 },
  Delete: { code: 'Delete', number: 46 },
  Enter: { code: 'Enter', number: 13, text: '\r' },
  d: { code: 'KeyD', number: 68, text: 'd' },
};
const SHIFT = 8;

/** Fingers that do not wait for the window, on a computer `slowness` times as slow. */
export async function quickKeys(page: Page, slowness: number) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  return {
    /** All of them are on their way before the first one is answered. */
    press: (...chords: string[]) =>
      Promise.all(chords.flatMap((chord) => pressOne(session, chord))),
    close: async () => {
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      await session.detach();
    },
  };
}

function pressOne(session: CDPSession, chord: string): Promise<unknown>[] {
  const key = chord.replace('Shift+', '');
  const known = KEYS[key];
  if (known === undefined) {
    throw new Error(`quickKeys knows no ${key}`);
  }
  const { code, number, text } = known;
  const modifiers = chord.startsWith('Shift+') ? SHIFT : 0;
  const event = { key, code, windowsVirtualKeyCode: number, modifiers };
  return [
    session.send('Input.dispatchKeyEvent', {
      ...event,
      ...(text === undefined ? { type: 'rawKeyDown' } : { type: 'keyDown', text }),
    }),
    session.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' }),
  ];
}
