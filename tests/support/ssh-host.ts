import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./programs/ssh-server.cjs', import.meta.url));

interface Ssh2 {
  readonly utils: { generateKeyPairSync(type: 'ed25519'): { readonly private: string } };
}

/** A new host key in a file. */
export async function writeHostKey(packages: string, path: string): Promise<string> {
  const ssh2: Ssh2 = createRequire(join(packages, 'x.cjs'))('ssh2');
  await writeFile(path, ssh2.utils.generateKeyPairSync('ed25519').private);
  return path;
}

/**
 * A program `ssh` in `folder` that is the real one with a configuration of its own: ssh reads the user's from the home
 * folder of the system's accounts, whatever HOME says. It names other files and nothing about how keys are checked.
 */
export async function writeSshProgram(ssh: string, folder: string): Promise<string> {
  const knownHosts = join(folder, 'known_hosts');
  const config = join(folder, 'config');
  await writeFile(
    config,
    `UserKnownHostsFile ${knownHosts}\nGlobalKnownHostsFile none\nIdentityFile none\nIdentityAgent none\n`,
  );
  const program = join(folder, 'ssh');
  await writeFile(program, `#!/bin/sh\nexec '${ssh}' -F '${config}' "$@"\n`);
  await chmod(program, 0o755);
  return knownHosts;
}

export interface SshHost {
  readonly port: number;
  stop(): Promise<void>;
}

/** A tunnel host on loopback that says whose key it has; see programs/ssh-server.cjs. */
export async function startSshHost(
  packages: string,
  keyFile: string,
  { port = 0, refuses = false } = {},
): Promise<SshHost> {
  const ssh2 = join(packages, 'ssh2');
  const more = refuses ? ['refuse'] : [];
  const child = spawn(process.execPath, [PROGRAM, ssh2, keyFile, String(port), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => ['it ended before it listened']),
  ]);
  if (!/^\d+$/.test(line)) {
    throw new Error(`ssh server: ${line}`);
  }
  return {
    port: Number(line),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
