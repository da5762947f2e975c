import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TunnelProgram } from '../../core/tunnel-program.ts';

/** What a tunnel program may see of our environment: no token and no key of ours is among it. */
const PASSED_ON =
  /^(path|home|user|logname|lang|lc_.*|tmp|temp|tmpdir|term|shell|systemroot|windir|comspec|pathext|appdata|localappdata|userprofile|programdata|xdg_.*|ssh_auth_sock|https?_proxy|no_proxy|ngrok_.*|tunnel_.*)$/i;
const STOP_WAIT_MS = 3_000;

/** Starts tunnel programs as child processes; `environment` is where they are looked for and what they see. */
export function createTunnelProgram(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): TunnelProgram {
  const env = Object.fromEntries(
    Object.entries(environment).filter(([name]) => PASSED_ON.test(name)),
  );
  const isWindows = process.platform === 'win32';
  return {
    isInstalled: (command) => findProgram(command, env, isWindows) !== undefined,
    start: (order, on) => {
      const path = findProgram(order.command, env, isWindows) ?? order.command;
      // npm's programs are batch files on Windows, which only a shell runs; arguments are plain words.
      const shell = isWindows && /\.(cmd|bat)$/i.test(path);
      const child = spawn(shell ? `"${path}"` : path, [...order.arguments], {
        env,
        shell,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      });
      watch(child, on);
      return { stop: () => stopChild(child) };
    },
  };
}

function watch(
  child: ChildProcess,
  on: { readonly line: (text: string) => void; readonly end: (why: string) => void },
): void {
  let isEnded = false;
  const end = (why: string) => {
    if (!isEnded) {
      isEnded = true;
      process.off('exit', killNow);
      on.end(why);
    }
  };
  const killNow = () => child.kill('SIGKILL');
  // A tunnel must not outlive the server that it leads to.
  process.once('exit', killNow);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) {
      createInterface({ input: stream }).on('line', on.line);
    }
  }
  child.once('error', (error) => end(`it could not be started: ${error.message}`));
  child.once('close', (code, signal) =>
    end(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
  );
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WAIT_MS);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill();
  });
}

function findProgram(
  command: string,
  env: Readonly<Record<string, string | undefined>>,
  isWindows: boolean,
): string | undefined {
  const entry = Object.entries(env).find(([name]) => name.toLowerCase() === 'path');
  const folders = (entry?.[1] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = isWindows ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, `${command}${ending}`);
      if (isProgram(path)) {
        return path;
      }
    }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
