import { useMemo } from 'react';
import { copyText } from '../components/CopyButton.tsx';
import type { Command } from '../stores/commands.ts';
import { switchDemo } from '../stores/demo.ts';
import { fireLast } from '../stores/fire.ts';
import { useCommands, useWorkbench } from '../stores/use-workbench.ts';
import type { Workbench } from '../stores/workbench.ts';
import { DESTINATIONS } from './destinations.ts';
import { focusArrival, focusPane } from './panes.ts';

export interface ShellActs {
  navigate: (path: string) => void;
  openPalette: () => void;
  openShortcuts: () => void;
  openReceive: () => void;
}

/** Commands that work on every screen. */
export function useShellCommands(acts: ShellActs): void {
  const workbench = useWorkbench();
  const { navigate, openPalette, openShortcuts, openReceive } = acts;
  const commands = useMemo(
    () => [
      ...goCommands(workbench, navigate),
      ...actCommands(workbench, navigate),
      ...frameCommands(workbench, { navigate, openPalette, openShortcuts, openReceive }),
    ],
    [workbench, navigate, openPalette, openShortcuts, openReceive],
  );
  useCommands(commands);
}

function goCommands({ platform }: Workbench, navigate: (path: string) => void): Command[] {
  return [
    ...DESTINATIONS.map(({ command, path, title }) => ({
      id: command,
      run: () => {
        if (command !== 'go.settings' || !platform.openSettings()) {
          navigate(path);
          focusArrival(title);
        }
      },
    })),
    { id: 'go.back', run: () => history.back() },
    { id: 'go.forward', run: () => history.forward() },
  ];
}

/** What people do, wherever they are. */
function actCommands(workbench: Workbench, navigate: (path: string) => void): Command[] {
  const { undo, notices, resources } = workbench;
  const receiver = () => resources.state.store.getState().data?.receiver;
  return [
    { id: 'new', title: 'Register a URL', run: () => navigate('/subscriptions?new') },
    { id: 'fire.last', run: () => fireLast(workbench) },
    { id: 'save', run: submitForm(notices) },
    { id: 'undo', run: undo.undo },
    { id: 'redo', run: undo.redo },
    {
      id: 'receiver-url',
      run: () =>
        copyAddress(workbench, {
          url: receiver()?.public_url ?? receiver()?.url,
          name: 'receiver URL',
          whyNone: 'The receiver is not known yet.',
        }),
    },
    {
      id: 'public-url',
      run: () =>
        copyAddress(workbench, {
          url: receiver()?.public_url ?? undefined,
          name: 'public URL',
          whyNone: 'There is no public URL. Set one in Settings.',
        }),
    },
    { id: 'demo.restore', run: () => restoreDemo(workbench) },
  ];
}

/** What concerns the window itself. */
function frameCommands({ preferences, platform }: Workbench, acts: ShellActs): Command[] {
  return [
    { id: 'palette', run: acts.openPalette },
    { id: 'shortcuts', run: acts.openShortcuts },
    { id: 'receive', run: acts.openReceive },
    {
      id: 'sidebar',
      run: () =>
        preferences.change({
          isSidebarCollapsed: !preferences.store.getState().isSidebarCollapsed,
        }),
    },
    { id: 'pane.next', run: () => focusPane(1) },
    { id: 'pane.previous', run: () => focusPane(-1) },
    {
      id: 'window.new',
      ...(platform.kind === 'browser' ? { title: 'Open this in a new tab' } : {}),
      run: () => platform.openWindow(location.pathname + location.search),
    },
    { id: 'layout.reset', run: () => preferences.resetLayout() },
  ];
}

interface Address {
  url: string | undefined;
  name: string;
  whyNone: string;
}

function copyAddress({ notices }: Workbench, { url, name, whyNone }: Address): void {
  if (url === undefined) {
    notices.show(whyNone, { tone: 'failed' });
    return;
  }
  copyText(url)
    .then(() => notices.show(`Copied the ${name}.`))
    .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
}

function restoreDemo(workbench: Workbench): void {
  const { notices } = workbench;
  switchDemo(workbench, true)
    .then(() => notices.show('The demo is back.'))
    .catch(notices.refuse);
}

/** The form that is being filled in, or the only one there is. */
function submitForm(notices: Workbench['notices']): () => void {
  return () => {
    const forms = [...document.querySelectorAll('form')];
    const form =
      document.activeElement?.closest('form') ?? (forms.length === 1 ? forms[0] : undefined);
    if (form) {
      form.requestSubmit();
    } else {
      notices.show('There is nothing to save here.');
    }
  };
}
