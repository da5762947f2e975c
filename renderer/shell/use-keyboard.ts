import { useEffect } from 'react';
import type { Workbench } from '../stores/workbench.ts';
import { chordOf, createKeySequencer, isLetterChord, isTyping } from './keyboard.ts';

/** Gives keys to commands: those of the screen first, then those of the shell. */
export function useKeyboard(workbench: Workbench): void {
  useEffect(() => {
    const sequencer = createKeySequencer();
    function onKeyDown(event: KeyboardEvent): void {
      const chord = chordOf(event);
      if (!isForCommands(workbench, event, chord)) {
        return;
      }
      const { commands } = workbench.commands.store.getState();
      const command = sequencer.press(chord, commands, event.timeStamp);
      if (command === null) {
        return;
      }
      event.preventDefault();
      if (command !== 'waiting') {
        runCommand(workbench, command);
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [workbench]);
}

export function runCommand(
  { notices }: Pick<Workbench, 'notices'>,
  command: { blockedBy?: string | undefined; run(): void },
): void {
  if (command.blockedBy === undefined) {
    command.run();
  } else {
    notices.show(command.blockedBy, { tone: 'failed' });
  }
}

function isForCommands(workbench: Workbench, event: KeyboardEvent, chord: string): boolean {
  if (event.defaultPrevented || event.isComposing || isInOverlay(event.target)) {
    return false;
  }
  return !isLetterChord(chord) || takesLetters(workbench, event.composedPath()[0] ?? null);
}

function takesLetters(workbench: Workbench, target: EventTarget | null): boolean {
  return workbench.preferences.store.getState().hasLetterKeys && !isTyping(target);
}

/** Dialogs and menus have keys of their own. */
function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;
}
