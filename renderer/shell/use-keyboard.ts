import { useEffect } from 'react';
import type { WindowCommandId } from '../../server/contract/window-commands.ts';
import { actingCommands } from '../stores/commands.ts';
import { actsWhileTyping, chordOf, createKeySequencer, isTyping } from '../stores/keyboard.ts';
import { actingKeys } from '../stores/keymap.ts';
import { keySettingsOf, type Workbench } from '../stores/workbench.ts';

/** Gives keys to commands: those of the screen first, then those of the shell. */
export function useKeyboard(workbench: Workbench): void {
  useEffect(() => {
    const sequencer = createKeySequencer();
    function onKeyDown(event: KeyboardEvent): void {
      const chord = chordOf(event);
      if (!isForCommands(event, chord)) {
        return;
      }
      const found = sequencer.press(chord, keyedCommands(workbench), event.timeStamp);
      if (found === null) {
        return;
      }
      event.preventDefault();
      if (found !== 'waiting') {
        runCommand(workbench, found.command);
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [workbench]);
}

function keyedCommands(workbench: Workbench) {
  const settings = keySettingsOf(workbench);
  const { commands } = workbench.commands.store.getState();
  return actingCommands(commands).map((command) => ({
    command,
    keys: actingKeys(command.id, settings),
  }));
}

/** What a control that shows a command's key does when it is pressed; false where nothing answers. */
export function startCommand(
  workbench: Pick<Workbench, 'commands' | 'notices'>,
  id: WindowCommandId,
): boolean {
  const { commands } = workbench.commands.store.getState();
  const found = actingCommands(commands).find((command) => command.id === id);
  if (found) {
    runCommand(workbench, found);
  }
  return found !== undefined;
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

function isForCommands(event: KeyboardEvent, chord: string): boolean {
  if (event.defaultPrevented || event.isComposing || isInOverlay(event.target)) {
    return false;
  }
  return actsWhileTyping(chord) || !isTyping(event.composedPath()[0] ?? null);
}

/** Dialogs and menus have keys of their own. */
function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;
}
