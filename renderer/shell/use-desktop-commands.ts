import { useEffect } from 'react';
import type { ShellCommand } from '../../server/contract/shell-bridge.ts';
import {
  WINDOW_COMMAND_IDS,
  WINDOW_COMMANDS,
  type WindowCommandId,
} from '../../server/contract/window-commands.ts';
import { isTyping } from '../stores/keyboard.ts';
import { boundKeys } from '../stores/keymap.ts';
import { useKeySettings, useWorkbench } from '../stores/use-workbench.ts';
import type { Workbench } from '../stores/workbench.ts';
import { startCommand } from './use-keyboard.ts';

/** Where a command is at home: it opens there when the present screen does not have it. */
const HOMES: Partial<Record<WindowCommandId, string>> = {
  fire: '/events',
  'list.live': '/inbox',
  'list.pause': '/inbox',
  'filter.focus': '/inbox',
  'subscriptions.import': '/subscriptions',
  'subscriptions.export': '/subscriptions',
};

/** What the menu, the tray and deep links of the desktop shell ask for; and the keys its menu shows. */
export function useDesktopCommands(navigate: (path: string) => void): void {
  const workbench = useWorkbench();
  const { platform } = workbench;
  useEffect(
    () => platform.onCommand((command) => obeyShell(command, workbench, navigate)),
    [platform, workbench, navigate],
  );
  const settings = useKeySettings();
  useEffect(() => {
    const keys = WINDOW_COMMAND_IDS.map((id) => [id, boundKeys(id, settings)[0] ?? ''] as const);
    platform.keysChanged(Object.fromEntries(keys));
  }, [platform, settings]);
}

/** Exported for a test. */
export function obeyShell(
  command: ShellCommand,
  workbench: Pick<Workbench, 'commands' | 'notices'>,
  navigate: (path: string) => void,
): void {
  if (command.kind === 'go') {
    navigate(command.path);
    return;
  }
  if (isFieldsOwn(command.name)) {
    document.execCommand(command.name);
    return;
  }
  if (startCommand(workbench, command.name)) {
    return;
  }
  const home = HOMES[command.name];
  if (home !== undefined) {
    navigate(home);
  } else {
    const { title } = WINDOW_COMMANDS[command.name];
    workbench.notices.show(`“${title}” does nothing on this screen.`, { tone: 'failed' });
  }
}

/** macOS leaves ⌘Z in a text field to the menu: it must not take back more than what was typed. */
function isFieldsOwn(name: WindowCommandId): boolean {
  return (name === 'undo' || name === 'redo') && isTyping(document.activeElement);
}
