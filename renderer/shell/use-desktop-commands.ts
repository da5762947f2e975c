import { useEffect } from 'react';
import type { ShellCommand, ShellCommandName } from '../../server/contract/shell-bridge.ts';
import { useWorkbench } from '../stores/use-workbench.ts';
import type { Workbench } from '../stores/workbench.ts';
import { DESTINATIONS } from './destinations.ts';
import { runCommand } from './use-keyboard.ts';
import type { ShellActs } from './use-shell-commands.ts';

/** What a menu item stands for: a place, a command of the window by its id, or an act of its own. */
type Meaning =
  | { place: string }
  /** `home`: where the command lives, if the present screen does not have it. */
  | { command: string; home?: string }
  | { act: (workbench: Workbench, acts: ShellActs) => void };

/** One entry for each command of the bridge: a new one does not compile without a meaning. */
const MEANINGS: Record<ShellCommandName, Meaning> = {
  'go-overview': { place: '/' },
  'go-subscriptions': { place: '/subscriptions' },
  'go-events': { place: '/events' },
  'go-deliveries': { place: '/deliveries' },
  'go-inbox': { place: '/inbox' },
  'go-rules': { place: '/rules' },
  'go-traces': { place: '/traces' },
  'go-conformance': { place: '/conformance' },
  'go-burst': { place: '/burst' },
  'go-settings': { place: '/settings' },
  'go-docs': { act: openDocs },
  'go-back': { act: () => history.back() },
  'go-forward': { act: () => history.forward() },
  'open-palette': { act: (_, { openPalette }) => openPalette() },
  'toggle-sidebar': { command: 'sidebar' },
  'toggle-split': { command: 'list.turn' },
  'show-shortcuts': { act: (_, { openShortcuts }) => openShortcuts() },
  'fire-event': { command: 'fire', home: '/events' },
  'fire-last': { command: 'fire', home: '/' },
  'add-subscription': { command: 'subscription.new', home: '/subscriptions?new' },
  'toggle-pause': { command: 'list.pause', home: '/inbox' },
  'go-live': { command: 'list.live', home: '/inbox' },
  undo: { command: 'undo' },
  redo: { command: 'redo' },
  save: { command: 'save' },
  find: { command: 'filter.focus', home: '/inbox' },
  'export-view': { command: 'subscriptions.export', home: '/subscriptions' },
  'import-file': { command: 'subscriptions.import', home: '/subscriptions' },
  'copy-receiver-url': { command: 'receiver-url' },
  'copy-public-url': { act: copyPublicUrl },
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
  const meaning = MEANINGS[command.name];
  if ('act' in meaning) {
    meaning.act(workbench, acts);
  } else if ('place' in meaning) {
    goTo(meaning.place, workbench, acts);
  } else {
    runNamed(meaning, workbench, acts);
  }
}

function goTo(place: string, { notices }: Workbench, { navigate }: ShellActs): void {
  if (DESTINATIONS.some((one) => one.path === place)) {
    navigate(place);
  } else {
    notices.show('This version does not have that screen.');
  }
}

function runNamed(
  { command: id, home }: { command: string; home?: string },
  workbench: Workbench,
  { navigate }: ShellActs,
): void {
  const { commands } = workbench.commands.store.getState();
  const found = commands.find((one) => one.id === id);
  if (found) {
    runCommand(workbench, found);
  } else if (home !== undefined) {
    navigate(home);
  }
}

/** The screen where there is one; else the guide that the exposee serves. */
function openDocs({ resources, platform }: Workbench, { navigate }: ShellActs): void {
  const exposee = resources.state.store.getState().data?.exposee.url;
  if (DESTINATIONS.some((one) => one.path === '/docs')) {
    navigate('/docs');
  } else if (exposee !== undefined) {
    platform.openExternal(`${exposee}/docs`);
  }
}

function copyPublicUrl({ resources, notices }: Workbench): void {
  const url = resources.state.store.getState().data?.receiver.public_url ?? null;
  if (url === null) {
    notices.show('There is no public URL. Set one in Settings.', { tone: 'failed' });
    return;
  }
  navigator.clipboard
    .writeText(url)
    .then(() => notices.show('Copied the public URL.'))
    .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
}
