/** The parts of the settings, and the words under which the palette finds them. */
export const SETTINGS_PLACES = [
  { id: 'general', title: 'General', words: 'demo, retries, timeout, addresses' },
  { id: 'receiver', title: 'Receiver', words: 'port, answer, body limit' },
  { id: 'public-url', title: 'Public URL', words: 'tunnel, Cloudflare, ngrok, localtunnel' },
  { id: 'inboxes', title: 'Dialects and secrets', words: 'inboxes, signing secret, provider' },
  { id: 'forwarding', title: 'Forwarding', words: 'your app, localhost:3000' },
  { id: 'storage', title: 'Storage', words: 'retention, rows, size, erase all data' },
  { id: 'appearance', title: 'Appearance', words: 'theme, light, dark, density, layout' },
  { id: 'shortcuts', title: 'Shortcuts', words: 'keys, remap, single letters' },
  { id: 'accessibility', title: 'Accessibility', words: 'screen reader, announce, motion' },
  { id: 'about', title: 'About', words: 'version, licences' },
] as const;

export type SettingsPlace = (typeof SETTINGS_PLACES)[number]['id'];
