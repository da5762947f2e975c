import axios, { isAxiosError } from 'axios';
import type { PickedFile } from '../../server/contract/shell-bridge.ts';
import { createBrowserNotifications } from './browser-notifications.ts';
import { borrowToken, dropToken, keepToken, keptToken, lendToken } from './tab-token.ts';
import type { ConnectOutcome, OperatingSystem, Platform } from './types.ts';

/** A tab of a browser. The one-time code of the printed address is traded for the token. */
export function createBrowserPlatform(): Platform {
  lendToken();
  return {
    kind: 'browser',
    os: guessSystem(),
    isSettingsWindow: false,
    connect: connectTab,
    acceptToken(token) {
      keepToken(token);
      return { baseUrl: '', token };
    },
    forgetToken: dropToken,
    saveFile: async (name, bytes) => {
      downloadFile(name, bytes);
      return true;
    },
    openFile: pickFile,
    openExternal: (url) => {
      if (/^https?:$/.test(new URL(url).protocol)) {
        window.open(url, '_blank', 'noopener,noreferrer');
      }
    },
    openWindow: (path) => {
      window.open(path, '_blank', 'noopener');
    },
    openSettings: () => false,
    openMenu: null,
    keysChanged: () => undefined,
    notifications: createBrowserNotifications(),
    onServerState: () => () => undefined,
    onCommand: () => () => undefined,
    restartServer: null,
    showLog: null,
    shell: null,
    themeChosen: () => undefined,
  };
}

async function connectTab(): Promise<ConnectOutcome> {
  const code = takeCode();
  if (code !== null) {
    const outcome = await tradeCode(code);
    if (outcome.kind === 'connected') {
      return outcome;
    }
    const kept = keptToken();
    return kept === null ? outcome : connectedWith(kept);
  }
  const token = keptToken() ?? (await borrowToken());
  if (token === null) {
    return { kind: 'needs_token', because: 'none' };
  }
  keepToken(token);
  return connectedWith(token);
}

/** Reads the code and takes it out of the address at once: it must not be shared or kept. */
function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) {
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return code;
}

async function tradeCode(code: string): Promise<ConnectOutcome> {
  try {
    const { data } = await axios.post<{ token: string }>('/api/session', { code });
    keepToken(data.token);
    return connectedWith(data.token);
  } catch (error) {
    const wasAnswered = isAxiosError(error) && error.response !== undefined;
    return { kind: 'needs_token', because: wasAnswered ? 'code_used' : 'unreachable' };
  }
}

function connectedWith(token: string): ConnectOutcome {
  return { kind: 'connected', connection: { baseUrl: '', token } };
}

function guessSystem(): OperatingSystem {
  const agent = navigator.userAgent;
  if (/Mac|iPhone|iPad/.test(agent)) {
    return 'mac';
  }
  return agent.includes('Windows') ? 'windows' : 'linux';
}

function downloadFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function pickFile(accept: string): Promise<PickedFile | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (!file) {
        resolve(null);
        return;
      }
      file
        .arrayBuffer()
        .then((buffer) => resolve({ name: file.name, bytes: new Uint8Array(buffer) }))
        .catch(() => resolve(null));
    });
    input.click();
  });
}
