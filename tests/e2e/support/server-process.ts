import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerReport, ServerReportSchema } from '../../../server/contract/bridge.ts';

const SERVER = fileURLToPath(new URL('../../../out/main/server.js', import.meta.url));
/** A few lines give the built server the port that a utility process of Electron has. */
const PARENT_PORT = `data:text/javascript,${encodeURIComponent(`
  process.parentPort = {
    on: (name, listen) => process.on(name, (data) => listen({ data })),
    postMessage: (message) => process.send(message),
  };
`)}`;

export const TOKEN = 't'.repeat(43);

export interface ServerProcess {
  readonly child: ChildProcess;
  start(ports: Partial<Record<'control' | 'exposee' | 'receiver', number>>): Promise<ServerReport>;
  kill(): Promise<void>;
}

/** The built server as the desktop app runs it, in a process of its own, without Electron. */
export function spawnServer(folder: string, program = SERVER): ServerProcess {
  const child = spawn(process.execPath, ['--import', PARENT_PORT, program], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  return {
    child,
    async start(ports) {
      child.send({
        kind: 'start',
        dataDir: join(folder, 'data'),
        dataKeyBytes: new Uint8Array(32).fill(7),
        token: TOKEN,
        ports: { control: 0, exposee: 0, receiver: 0, ...ports },
      });
      const [report] = await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(([code]) => [`the server ended with code ${code}`]),
      ]);
      return ServerReportSchema.parse(report);
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  };
}
