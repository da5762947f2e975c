import { dialog } from 'electron';
import type { ListenerName, StartFailure } from '../server/contract/bridge.ts';
import type { PortChoice } from './server-process.ts';

/** Questions that come before there is a window to ask them in. */

const LISTENER_TASKS: Record<ListenerName, string> = {
  control: 'its own window',
  exposee: 'the exposee, where integrators register',
  receiver: 'the receiver, which captures requests',
};

export async function askAboutPort(failure: StartFailure): Promise<PortChoice> {
  const task = failure.listener ? LISTENER_TASKS[failure.listener] : 'the server';
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `Port ${failure.port ?? ''} is in use by another program.`,
    detail: `Hookbench wants it for ${task}. With a free port its address changes until the next start; the window shows it.`,
    buttons: ['Use a Free Port', 'Try Again', 'Do Not Start'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return (['free-port', 'try-again', 'give-up'] as const)[response] ?? 'give-up';
}

/** Linux without a keyring. */
export async function askForWeakVault(): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: 'This computer offers no keyring to protect signing secrets.',
    detail:
      'Hookbench can keep them in its data folder, where any program that runs as you can read them. ' +
      'To protect them, quit, install or unlock a keyring (GNOME Keyring or KWallet), and start again.',
    buttons: ['Continue without a Keyring', 'Quit'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** True: set the key aside and make a new one. */
export async function askForNewKey(path: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The key of your signing secrets cannot be unlocked.',
    detail:
      `${path} was made by another account, or the keyring was reset. With a new key, stored ` +
      'secrets cannot be read and must be entered again; the old key file is kept beside it.',
    buttons: ['Quit', 'Make a New Key'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
