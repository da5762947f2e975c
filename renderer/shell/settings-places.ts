/** The parts of the settings, and the words under which palette and search find them. */
export const SETTINGS_PLACES = [
  {
    id: 'general',
    title: 'General',
    words: 'demo, servers, ports, retries, delay, schedule, timeout, addresses, API key',
  },
  { id: 'receiver', title: 'Receiver', words: 'port, answer, body limit, size, challenges' },
  {
    id: 'public-url',
    title: 'Public URL',
    words: 'tunnel, Cloudflare, ngrok, localtunnel, test, internet',
  },
  {
    id: 'inboxes',
    title: 'Dialects and secrets',
    words: 'inboxes, paths, signing secret, whsec, provider, verify',
  },
  {
    id: 'forwarding',
    title: 'Forwarding',
    words: 'your app, localhost:3000, proxy, private hosts, allowed',
  },
  {
    id: 'storage',
    title: 'Storage',
    words: 'retention, rows, size, days, disk, durability, erase all data, delete, clear',
  },
  {
    id: 'appearance',
    title: 'Appearance',
    words:
      'theme, light, dark, system, density, compact, comfortable, layout, reset, tray, menu bar, title bar, desktop app',
  },
  { id: 'shortcuts', title: 'Shortcuts', words: 'keys, keyboard, remap, single letters' },
  {
    id: 'accessibility',
    title: 'Accessibility',
    words: 'screen reader, announce, contrast, motion',
  },
  {
    id: 'notifications',
    title: 'Notifications',
    words: 'notify me, run finished, server stopped, saved views, payload text, browser',
  },
  { id: 'about', title: 'About', words: 'version, licences' },
] as const;

export type SettingsPlace = (typeof SETTINGS_PLACES)[number]['id'];
