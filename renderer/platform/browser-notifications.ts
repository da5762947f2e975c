import { navigate } from 'wouter/use-browser-location';
import type { ShellNotice } from '../../server/contract/bridge.ts';
import { createNoticePace } from './notice-pace.ts';
import type { NotificationHost, NotificationPermit } from './types.ts';

/** Notifications of a browser: it must be asked once, and may have been told no for good. */
export function createBrowserNotifications(): NotificationHost {
  const pace = createNoticePace(show);
  return {
    permit,
    ask: async () => {
      if (permit() === 'ask') {
        await Notification.requestPermission();
      }
      return permit();
    },
    show: pace,
  };
}

function permit(): NotificationPermit {
  if (!('Notification' in window) || !window.isSecureContext) {
    return 'none';
  }
  return Notification.permission === 'default' ? 'ask' : Notification.permission;
}

function show({ title, body, path }: ShellNotice): void {
  if (permit() !== 'granted') {
    return;
  }
  // Several tabs say the same: with one tag the last takes the place of the others.
  const notification = new Notification(title, { body, tag: `${title} ${path ?? ''}` });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
    if (path !== undefined) {
      navigate(path);
    }
  });
}
