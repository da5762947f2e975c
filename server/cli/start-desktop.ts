import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DESKTOP_READY_LINE } from '../contract/shell-bridge.ts';
import { downloadElectron, findElectronBinary, findElectronFolder } from './electron-binary.ts';

export type DesktopStart =
  | { readonly started: true; readonly waitForExit: Promise<number> }
  /** `why` completes the sentence "The desktop window cannot open: …". */
  | { readonly started: false; readonly why: string };

export interface DesktopOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Told before something that takes long. */
  readonly say?: (line: string) => void;
  /** Arguments for the app, for instance a deep link. */
  readonly appArguments?: readonly string[];
}

/** A window that has not opened by then will not: Electron is slow only on its very first start. */
const OPEN_TIMEOUT_MS = 30_000;

const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Opens the desktop app, downloading Electron's binary once where it is missing. Never throws. */
export async function startDesktop(options: DesktopOptions = {}): Promise<DesktopStart> {
  const environment = options.environment ?? process.env;
  const say = options.say ?? (() => undefined);
  const obstacle = findObstacle(environment, process.platform);
  if (obstacle !== undefined) {
    return { started: false, why: obstacle };
  }
  const folder = findElectronFolder();
  if (folder === undefined) {
    return { started: false, why: 'the package electron is not installed' };
  }
  const known = findElectronBinary(folder, environment);
  if (known === undefined && environment.CI) {
    return { started: false, why: "Electron's binary is not here and CI is set" };
  }
  if (known === undefined) {
    say("Downloading Electron's binary (about 120 MB, once)…");
  }
  const found =
    known === undefined
      ? await downloadElectron(folder)
      : ({ kind: 'found', path: known } as const);
  if (found.kind === 'missing') {
    return { started: false, why: `Electron's binary could not be downloaded (${found.why})` };
  }
  return launchDesktop([found.path, PACKAGE_ROOT, ...(options.appArguments ?? [])], environment);
}

/** What makes even trying pointless. */
export function findObstacle(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string | undefined {
  if (environment.HOOKBENCH_NO_ELECTRON === '1') {
    return 'HOOKBENCH_NO_ELECTRON is set';
  }
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) {
    return 'there is no display';
  }
  return undefined;
}

/** Starts `command` and waits until it says that its window is open, or ends. */
export async function launchDesktop(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  openTimeoutMs = OPEN_TIMEOUT_MS,
): Promise<DesktopStart> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    // Set by terminals inside of other Electron apps, and would make ours a plain Node.
    env: { ...environment, ELECTRON_RUN_AS_NODE: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastErrors = passThrough(child);
  const exit = new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  let timer: NodeJS.Timeout | undefined;
  const opened = await Promise.race([
    waitForReadyLine(child),
    exit,
    new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('its window did not open'), openTimeoutMs);
    }),
  ]);
  clearTimeout(timer);
  const waitForExit = exit.then((code) => (typeof code === 'number' ? code : 1));
  // Code 0 without a window: another instance was running already and came to the front.
  if (opened === 'open' || opened === 0) {
    return { started: true, waitForExit };
  }
  child.kill();
  const reason = typeof opened === 'string' ? opened : `it ended with code ${opened}`;
  return { started: false, why: [reason, lastErrors()].filter(Boolean).join(': ') };
}

function waitForReadyLine(child: ChildProcess): Promise<'open'> {
  return new Promise((resolve) => {
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        process.stderr.write(`${line}\n`);
        if (line.startsWith(DESKTOP_READY_LINE)) {
          resolve('open');
        }
      });
    }
  });
}

/** Electron's own complaints go to stderr; the last line of them says why it could not run. */
function passThrough(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.on('data', (chunk) => {
    process.stderr.write(chunk);
    tail = (tail + String(chunk)).slice(-2_000);
  });
  return () => tail.trim().split('\n').at(-1)?.trim() ?? '';
}
