import { createStore, type StoreApi } from 'zustand/vanilla';
import { textOfError } from '../api/problem.ts';

export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'failed';
  action: { label: string; run: () => void } | null;
}

export type AnnounceMode = 'off' | 'summary' | 'each';

/** `id` tells one from the next, so that the same words are spoken again. */
export interface Announcement {
  id: number;
  text: string;
}

export interface NoticeState {
  toast: Toast | null;
  /** What the polite region of screen readers says. */
  polite: Announcement;
  assertive: Announcement;
}

export interface NoticeOptions {
  tone?: Toast['tone'];
  action?: Toast['action'];
  /** In place of the text that is shown, where the ear needs other words. */
  spoken?: string;
}

export interface Notices {
  store: StoreApi<NoticeState>;
  /** The result of the person's own act: shown and spoken at once. */
  show(text: string, more?: NoticeOptions): void;
  /** Why the act could not be done. */
  refuse(error: unknown): void;
  dismiss(id: number): void;
  announce(text: string): void;
  alert(text: string): void;
}

export function createNotices(): Notices {
  const silence = { id: 0, text: '' };
  const store = createStore<NoticeState>(() => ({
    toast: null,
    polite: silence,
    assertive: silence,
  }));
  let lastId = 0;
  const announcement = (text: string): Announcement => {
    lastId += 1;
    return { id: lastId, text };
  };
  function show(text: string, more: NoticeOptions = {}): void {
    const { tone = 'done', action = null, spoken = text } = more;
    const polite = announcement(spoken);
    store.setState({ toast: { id: polite.id, text, tone, action }, polite });
  }
  return {
    store,
    show,
    refuse: (error) => show(textOfError(error), { tone: 'failed' }),
    dismiss: (id) => {
      store.setState((state) => (state.toast?.id === id ? { toast: null } : {}));
    },
    announce: (text) => store.setState({ polite: announcement(text) }),
    alert: (text) => store.setState({ assertive: announcement(text) }),
  };
}
