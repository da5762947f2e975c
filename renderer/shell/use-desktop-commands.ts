import { useEffect } from 'react';
import type { ShellCommand, ShellCommandName } from '../../server/contract/shell-bridge.ts';
import { useWorkbench } from '../stores/use-workbench.ts';
import type { Workbench } from '../stores/workbench.ts';
import { runCommand } from './use-keyboard.ts';
import type { ShellActs } from './use-shell-commands.ts';

/** Menu items of the desktop shell that stand for a command of the window, by its id. */
const COMMAND_IDS: Partial<Record<ShellCommandName, string>> = {
  'fire-event': 'fire',
  'fire-last': 'fire',
  'add-subscription': 'subscription.new',
  'toggle-pause': 'list.pause',
  find: 'filter.focus',
  'export-view': 'subscriptions.export',
  'import-file': 'subscriptions.import',
  'copy-receiver-url': 'receiver-url',
  'copy-public-url': 'receiver-url',
};

/** Where a command lives that the present screen does not have. */
const HOMES: Partial<Record<ShellCommandName, string>> = {
  'fire-event': '/events',
  'fire-last': '/',
  'add-subscription': '/subscriptions?new',
  'export-view': '/subscriptions',
  'import-file': '/subscriptions',
};

const PLACES: Partial<Record<ShellCommandName, string>> = {
  'go-overview': '/',
  'go-subscriptions': '/subscriptions',
  'go-events': '/events',
  'go-deliveries': '/deliveries',
  'go-inbox': '/inbox',
  'go-settings': '/settings',
};

/** What the menu, the tray and deep links of the desktop shell ask for. */
export function useDesktopCommands({ navigate, openPalette, openShortcuts }: ShellActs): void {
  const workbench = useWorkbench();
  useEffect(
    () =>
      workbench.platform.onCommand((command) =>
        obey(command, workbench, { navigate, openPalette, openShortcuts }),
      ),
    [workbench, navigate, openPalette, openShortcuts],
  );
}

function obey(command: ShellCommand, workbench: Workbench, acts: ShellActs): void {
  if (command.kind === 'go') {
    acts.navigate(command.path);
    return;
  }
  const { name } = command;
  const place = PLACES[name];
  if (place !== undefined) {
    acts.navigate(place);
  } else if (name === 'open-palette') {
    acts.openPalette();
  } else if (name === 'show-shortcuts') {
    acts.openShortcuts();
  } else {
    runNamed(name, workbench, acts);
  }
}

function runNamed(name: ShellCommandName, workbench: Workbench, acts: ShellActs): void {
  const { commands } = workbench.commands.store.getState();
  const found = commands.find((one) => one.id === COMMAND_IDS[name]);
  const home = HOMES[name];
  if (found) {
    runCommand(workbench, found);
  } else if (home !== undefined) {
    acts.navigate(home);
  }
}
