import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  readonly receiver: string;
  state(): Promise<{
    readonly warnings: readonly { readonly code: string; readonly text: string }[];
    readonly ledger: { readonly captures: { readonly stored: number } };
  }>;
  stop(): Promise<void>;
}

/** The built program, allowed to have so many files and connections open at once. */
export async function startLimited(files: number): Promise<ServerProcess> {
  const data = await mkdtemp(join(tmpdir(), 'hookbench-limited-'));
  const ports = '--control-port 0 --exposee-port 0 --receiver-port 0';
  const program = `exec "${process.execPath}" out/cli/main.js serve --json --data "${data}" ${ports}`;
  const child = spawn('sh', ['-c', `ulimit -n ${files}; ${program}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { receiver, control, token } = JSON.parse(await firstLine(child));
  const ask = async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(control + path, { headers })).json();
  };
  return {
    receiver,
    state: async () => ({
      warnings: (await ask('/api/state')).warnings,
      ledger: await ask('/api/ledger'),
    }),
    stop: async () => {
      const ended = once(child, 'close');
      child.kill();
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) {
    throw new Error('the program has no output');
  }
  const line = once(createInterface({ input: child.stdout }), 'line');
  const ended = once(child, 'close').then(() => {
    throw new Error('it ended before it was ready: run npm run build first');
  });
  const [text] = await Promise.race([line, ended]);
  return String(text);
}
