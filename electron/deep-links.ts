import { SETTINGS_WINDOW_PARAMETER, type ShellCommand } from '../server/contract/shell-bridge.ts';

export const LINK_SCHEME = 'hookbench';
/** The only commands that a start of the program may ask for. */
const JUMP_COMMANDS = ['fire.last', 'go.inbox'] as const;
const COMMAND_ARGUMENT = '--command=';
const MAX_LINK_LENGTH = 2_000;

/**
 * `hookbench://deliveries/dlv_1?tab=signature` points at `/deliveries/dlv_1?tab=signature`. Any web
 * page may open such a link, so it only shows: no link fires, replays, edits or deletes.
 */
export function findLinkPath(link: string): string | undefined {
  const url = link.length <= MAX_LINK_LENGTH ? URL.parse(link) : null;
  const isOurs = url?.protocol === `${LINK_SCHEME}:` && url.username === '';
  if (!url || !isOurs || !/^[a-z0-9-]*$/i.test(url.host)) {
    return undefined;
  }
  // A backslash would be a slash to the page: what looks like a path would name another host.
  if (/\\|%5c/i.test(url.pathname)) {
    return undefined;
  }
  const path = `/${url.host}${url.pathname}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  // A frame without sidebar and top bar is for the window of settings alone.
  url.searchParams.delete(SETTINGS_WINDOW_PARAMETER);
  return `${path}${url.search}`;
}

/** What a start of the program asks for: a link, or a command of the jump list. */
export function commandFromArguments(args: readonly string[]): ShellCommand | undefined {
  const path = args.map(findLinkPath).find((found) => found !== undefined);
  if (path !== undefined) {
    return { kind: 'go', path };
  }
  const wanted = args
    .find((argument) => argument.startsWith(COMMAND_ARGUMENT))
    ?.slice(COMMAND_ARGUMENT.length);
  const name = JUMP_COMMANDS.find((command) => command === wanted);
  return name ? { kind: 'command', name } : undefined;
}

/** Tasks of the Windows jump list; `appPath` where `program` is Electron and not our own. */
export function jumpListTasks(program: string, appPath?: string): Electron.Task[] {
  const prefix = appPath === undefined ? '' : `"${appPath}" `;
  const task = (
    title: string,
    description: string,
    command: (typeof JUMP_COMMANDS)[number],
  ): Electron.Task => ({
    program,
    arguments: `${prefix}${COMMAND_ARGUMENT}${command}`,
    title,
    description,
    iconPath: program,
    iconIndex: 0,
  });
  return [
    task('Fire last event', 'Send the last event once more', 'fire.last'),
    task('Open inbox', 'Show what the receiver captured', 'go.inbox'),
  ];
}
