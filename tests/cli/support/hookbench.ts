import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { until } from '../../support/until.ts';

// Runs the built command line as a process of its own, in an environment of its own.

const MAIN = fileURLToPath(new URL('../../../out/cli/main.js', import.meta.url));
const END_MS = 60_000;
/** A test run that is killed stops nothing that it started: what runs sees that its parent is gone. */
const ENDS_WITH_PARENT = `data:text/javascript,${encodeURIComponent(`
  const { ppid } = process;
  setInterval(() => process.ppid === ppid || process.kill(process.pid, 'SIGKILL'), 1_000).unref();
`)}`;

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folders: string[] = [];
// Said before the hooks of the file that imports this, and so run after them.
afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** An empty folder, gone when the tests of the file have ended. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hookbench-cli-'));
  folders.push(folder);
  return folder;
}

const home = scratchFolder();

export class RunningCli {
  stdout = '';
  stderr = '';
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly closed: Promise<unknown>;
  /** It has ended, and all that it said was read. */
  private isClosed = false;

  constructor(args: readonly string[], options: RunOptions = {}) {
    if (!existsSync(MAIN)) {
      throw new Error('build the command line first: npm run build:cli');
    }
    this.child = spawn(process.execPath, ['--import', ENDS_WITH_PARENT, MAIN, ...args], {
      cwd: options.cwd ?? home,
      env: { PATH: process.env.PATH, HOME: home, CI: 'true', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdout.on('data', (chunk) => {
      this.stdout += String(chunk);
    });
    this.child.stderr.on('data', (chunk) => {
      this.stderr += String(chunk);
    });
    this.closed = once(this.child, 'close').then(() => {
      this.isClosed = true;
    });
    this.child.stdin.on('error', () => undefined);
    this.child.stdin.end(options.input);
  }

  /** The first match on stdout; fails with all that was said where it does not come. */
  async waitFor(pattern: RegExp, where: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    const look = () => pattern.exec(this[where]);
    const isSeen = () => this.isClosed || look() !== null;
    await until(`${pattern} is on ${where}`, isSeen, END_MS).catch(() => undefined);
    const match = look();
    if (match === null) {
      throw new Error(`no ${pattern} on ${where}:\n${this.stdout}\n--\n${this.stderr}`);
    }
    return match;
  }

  async ended(): Promise<Ended> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_MS);
    await this.closed;
    clearTimeout(timer);
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return await this.ended();
  }
}

export async function hookbench(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return await new RunningCli(args, options).ended();
}
