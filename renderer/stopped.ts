import { BRIDGE_KEY, type ShellBridge } from '../server/contract/shell-bridge.ts';

/** Shown by the desktop shell once it has given the server up. Plain DOM: it must load always. */
function findBridge(): ShellBridge | undefined {
  return (window as { [BRIDGE_KEY]?: ShellBridge })[BRIDGE_KEY];
}

function setText(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element) {
    element.textContent = text;
  }
}

function onClick(id: string, act: () => Promise<void>): void {
  document.getElementById(id)?.addEventListener('click', () => {
    act().catch((error: unknown) => setText('progress', String(error)));
  });
}

function connectPage(bridge: ShellBridge): void {
  bridge.onServerState((state) => {
    if (state.kind === 'stopped') {
      setText('detail', state.detail);
      setText('progress', '');
    } else if (state.kind === 'starting') {
      setText('progress', 'Starting…');
    }
  });
  onClick('restart', () => bridge.restartServer());
  onClick('show-log', () => bridge.showLog());
}

const bridge = findBridge();
if (bridge) {
  connectPage(bridge);
}
