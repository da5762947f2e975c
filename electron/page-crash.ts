import { app, dialog, type WebContents } from 'electron';
import { createRestartPolicy, type RestartPolicy } from './restart-policy.ts';

/** For all windows together. */
export function createPageCrashes(): (contents: WebContents) => void {
  const policy = createRestartPolicy();
  return (contents) => {
    contents.on('render-process-gone', (_gone, { reason }) => {
      if (reason === 'clean-exit') {
        return;
      }
      if (policy.nextDelayMs(Date.now()) === undefined) {
        void askWhatNow(contents, policy, reason);
      } else {
        contents.reload();
      }
    });
  };
}

/** The page would end again and again: a person decides, and the server goes on capturing. */
async function askWhatNow(
  contents: WebContents,
  policy: RestartPolicy,
  reason: string,
): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'A window of Hookbench ended by itself again and again.',
    detail: `Its reason was "${reason}". The server goes on: nothing that arrives is lost.`,
    buttons: ['Load It Again', 'Quit Hookbench'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response === 1) {
    app.quit();
  } else if (!contents.isDestroyed()) {
    policy.forget();
    contents.reload();
  }
}
