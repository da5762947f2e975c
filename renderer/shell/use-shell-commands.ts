import { useMemo } from 'react';
import type { Command } from '../stores/commands.ts';
import { useCommands, useWorkbench } from '../stores/use-workbench.ts';
import type { Workbench } from '../stores/workbench.ts';
import { DESTINATIONS } from './destinations.ts';

export interface ShellActs {
  navigate: (path: string) => void;
  openPalette: () => void;
  openShortcuts: () => void;
}

/** Commands that work on every screen. */
export function useShellCommands(acts: ShellActs): void {
  const workbench = useWorkbench();
  const { navigate, openPalette, openShortcuts } = acts;
  const commands = useMemo(
    () => [
      ...goCommands(navigate),
      ...generalCommands(workbench, { navigate, openPalette, openShortcuts }),
    ],
    [workbench, navigate, openPalette, openShortcuts],
  );
  useCommands(commands);
}

function goCommands(navigate: (path: string) => void): Command[] {
  return DESTINATIONS.map((place) => ({
    id: `go.${place.path}`,
    title: `Go to ${place.title}`,
    group: 'Go to',
    keys: place.letter === null ? ['mod+,'] : [`g ${place.letter}`],
    run: () => navigate(place.path),
  }));
}

function generalCommands(workbench: Workbench, acts: ShellActs): Command[] {
  const { preferences, undo, notices, resources } = workbench;
  const group = 'General';
  return [
    {
      id: 'palette',
      title: 'Open the command palette',
      group,
      keys: ['mod+k'],
      isPlaceBound: true,
      run: acts.openPalette,
    },
    {
      id: 'shortcuts',
      title: 'Keyboard shortcuts',
      group,
      keys: ['?'],
      run: acts.openShortcuts,
    },
    {
      id: 'sidebar',
      title: 'Collapse or widen the sidebar',
      group,
      keys: ['mod+b'],
      run: () =>
        preferences.change({
          isSidebarCollapsed: !preferences.store.getState().isSidebarCollapsed,
        }),
    },
    {
      id: 'subscription.new',
      title: 'Register a URL',
      group,
      keys: ['n'],
      run: () => acts.navigate('/subscriptions?new'),
    },
    {
      id: 'save',
      title: 'Save or submit the form',
      group,
      keys: ['mod+s'],
      run: submitForm(notices),
    },
    { id: 'undo', title: 'Undo', group, keys: ['mod+z'], run: undo.undo },
    { id: 'redo', title: 'Redo', group, keys: ['mod+shift+z'], run: undo.redo },
    {
      id: 'receiver-url',
      title: 'Copy the receiver URL',
      group,
      keys: ['u'],
      run: () => {
        const receiver = resources.state.store.getState().data?.receiver;
        const url = receiver?.public_url ?? receiver?.url;
        if (url === undefined) {
          notices.show('The receiver is not known yet.', { tone: 'failed' });
          return;
        }
        navigator.clipboard
          .writeText(url)
          .then(() => notices.show('Copied the receiver URL.'))
          .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
      },
    },
    {
      id: 'reset-layout',
      title: 'Reset the layout',
      group,
      run: () => preferences.resetLayout(),
    },
  ];
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
