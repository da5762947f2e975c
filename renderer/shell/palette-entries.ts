import {
  WINDOW_COMMANDS,
  type WindowCommandId,
  windowCommand,
} from '../../server/contract/window-commands.ts';
import { actingCommands, type Command } from '../stores/commands.ts';
import type { RecentPick, Theme } from '../stores/preferences.ts';
import type { Workbench } from '../stores/workbench.ts';
import { DESTINATIONS } from './destinations.ts';
import type { PastedAct } from './pasted-acts.ts';
import { SETTINGS_PLACES } from './settings-places.ts';
import { runCommand } from './use-keyboard.ts';

/** One row of the palette. */
export interface PaletteEntry {
  /** Unique in the palette. */
  key: string;
  group: string;
  title: string;
  detail?: string | undefined;
  /** What typing matches beside the title. */
  words?: string;
  command?: WindowCommandId;
  /** Where it leads: ⌘⏎ opens that in a new window. */
  path?: string | undefined;
  /** What is remembered of it; nothing of pasted text. */
  recent?: RecentPick;
  run: () => void;
}

type Navigate = (path: string) => void;

const MAX_RECENTS = 5;
const PLACES = new Map(DESTINATIONS.map(({ command, path }) => [command, path]));
const ROW_GROUPS: ReadonlySet<string> = new Set(['Selected row', 'Copy as']);

/** Before anything is typed: acts for what is selected, what was picked last, and places. */
export function startEntries(workbench: Workbench, navigate: Navigate): PaletteEntry[] {
  const commands = commandEntries(workbench);
  const isRowOpen = /^\/[a-z]+\/[a-z]+_/.test(location.pathname);
  const here = commands.filter(
    ({ group, command }) => (isRowOpen && ROW_GROUPS.has(group)) || command === 'fire',
  );
  const recents = workbench.preferences.store
    .getState()
    .recents.flatMap((pick) => recentEntry(pick, commands, navigate));
  return [
    ...here.map((entry) => ({ ...entry, group: 'Here' })),
    ...recents,
    ...commands.filter(({ group }) => group === 'Go to'),
  ];
}

/** Everything that can be searched. */
export function allEntries(workbench: Workbench, navigate: Navigate): PaletteEntry[] {
  const { resources } = workbench;
  const place = (group: string, title: string, path: string, more: Partial<PaletteEntry> = {}) => ({
    key: path,
    group,
    title,
    path,
    recent: { title, path },
    run: () => navigate(path),
    ...more,
  });
  return [
    ...commandEntries(workbench),
    ...(resources.subscriptions.store.getState().data ?? []).map(({ id, name, url }) =>
      place('Subscriptions', name || url, `/subscriptions/${id}`, {
        detail: url,
        words: `${url} ${id}`,
      }),
    ),
    ...(resources.views.store.getState().data ?? []).map(({ id, name, list, filter }) =>
      place('Views', name, `/${list}?view=${id}`, { detail: filter, words: filter }),
    ),
    ...(resources.eventTypes.store.getState().data ?? []).map(({ name, description }) =>
      place('Event types', name, `/events?type=${name}`, {
        detail: description,
        words: description,
      }),
    ),
    ...SETTINGS_PLACES.map(({ id, title, words }) =>
      place('Settings', title, `/settings/${id}`, { detail: words, words: `settings ${words}` }),
    ),
    ...themeEntries(workbench),
  ];
}

const THEMES: readonly { theme: Theme; title: string }[] = [
  { theme: 'dark', title: 'Dark' },
  { theme: 'light', title: 'Light' },
  { theme: 'system', title: 'As the system has it' },
];

/** What the menu beside the public URL has. */
function themeEntries({ preferences }: Workbench): PaletteEntry[] {
  return THEMES.map(({ theme, title }) => ({
    key: `theme ${theme}`,
    group: 'Theme',
    title,
    words: 'theme system',
    run: () => preferences.change({ theme }),
  }));
}

export function pastedEntries(acts: readonly PastedAct[]): PaletteEntry[] {
  return acts.map(({ title, detail, path, run }) => ({
    key: `pasted ${title}`,
    group: 'What you pasted',
    title,
    detail,
    path,
    run,
  }));
}

function commandEntries(workbench: Workbench): PaletteEntry[] {
  const { commands } = workbench.commands.store.getState();
  return actingCommands(commands)
    .filter(({ id }) => !windowCommand(id).isPlaceBound)
    .map((command) => commandEntry(workbench, command));
}

function commandEntry(workbench: Workbench, command: Command): PaletteEntry {
  const { title, group } = windowCommand(command.id);
  return {
    key: command.id,
    group,
    title: command.title ?? title,
    detail: command.blockedBy,
    words: `${title} ${group}`,
    command: command.id,
    path: PLACES.get(command.id),
    recent: { title, command: command.id },
    run: () => runCommand(workbench, command),
  };
}

/** None where the present screen does not have the command. */
function recentEntry(
  { title, command, path }: RecentPick,
  commands: readonly PaletteEntry[],
  navigate: Navigate,
): PaletteEntry[] {
  if (command !== undefined) {
    const found = command in WINDOW_COMMANDS && commands.find((one) => one.command === command);
    return found ? [{ ...found, key: `recent ${command}`, group: 'Recent' }] : [];
  }
  if (path === undefined) {
    return [];
  }
  const recent = { title, path };
  const run = () => navigate(path);
  return [{ key: `recent ${path}`, group: 'Recent', title, path, recent, run }];
}

/** Newest first, each once. */
export function withRecent(recents: readonly RecentPick[], pick: RecentPick): RecentPick[] {
  const others = recents.filter(
    ({ command, path }) => command !== pick.command || path !== pick.path,
  );
  return [pick, ...others].slice(0, MAX_RECENTS);
}
