import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'failed';
  action: { label: string; run: () => void } | null;
}

export type AnnounceMode = 'off' | 'summary' | 'each';

export interface NoticeState {
  toast: Toast | null;
  /** What the polite region of screen readers says. */
  polite: string;
  assertive: string;
}

export interface Notices {
  store: StoreApi<NoticeState>;
  /** The result of the person's own act: shown and spoken at once. */
  show(text: string, more?: { tone?: Toast['tone']; action?: Toast['action'] }): void;
  dismiss(id: number): void;
  announce(text: string): void;
  alert(text: string): void;
}

export function createNotices(): Notices {
  const store = createStore<NoticeState>(() => ({ toast: null, polite: '', assertive: '' }));
  let lastId = 0;
  return {
    store,
    show: (text, { tone = 'done', action = null } = {}) => {
      lastId += 1;
      store.setState({ toast: { id: lastId, text, tone, action }, polite: text });
    },
    dismiss: (id) => {
      store.setState((state) => (state.toast?.id === id ? { toast: null } : {}));
    },
    announce: (text) => store.setState({ polite: text }),
    alert: (text) => store.setState({ assertive: text }),
  };
}
