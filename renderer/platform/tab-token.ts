/**
 * The token lives in the tab's own session storage: it ends with the tab and no other origin sees
 * it. A tab that is opened by hand or from a link has none yet; it asks the other tabs of this
 * origin, which the browser lets nobody else hear.
 */

const TOKEN_KEY = 'hookbench.token';
const CHANNEL = 'hookbench.token';
/** A tab that is there answers in a few milliseconds. */
const ANSWER_WAIT_MS = 250;

type Message = { kind: 'ask' } | { kind: 'answer'; token: string };

export function keptToken(): string | null {
  return sessionStorage.getItem(TOKEN_KEY);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(TOKEN_KEY, token);
}

export function dropToken(): void {
  sessionStorage.removeItem(TOKEN_KEY);
}

/** Answers other tabs for as long as the page is there. */
export function lendToken(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    const token = keptToken();
    if (data.kind === 'ask' && token !== null) {
      channel.postMessage({ kind: 'answer', token } satisfies Message);
    }
  });
}

/** Null where no other tab has one. */
export function borrowToken(): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const end = (token: string | null) => {
      clearTimeout(timer);
      channel.close();
      resolve(token);
    };
    const timer = setTimeout(() => end(null), ANSWER_WAIT_MS);
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'answer') {
        end(data.token);
      }
    });
    channel.postMessage({ kind: 'ask' } satisfies Message);
  });
}
