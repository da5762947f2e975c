import { loadConfig } from '../../../server/hosts/config.ts';
import { startHeadless } from '../../../server/hosts/headless.ts';
import { startServer } from '../../../server/hosts/start-server.ts';

// The whole server as `hookbench serve` starts it, in a process of its own: node host.mjs FOLDER [KEY=VALUE ...]
const [folder = '', ...given] = process.argv.slice(2);
const flags = Object.fromEntries(given.map((text) => text.split('=') as [string, string]));
const config = loadConfig({
  env: {},
  flags: {
    data: folder,
    control_port: '0',
    exposee_port: '0',
    receiver_port: '0',
    log_level: 'error',
    ...flags,
  },
});
const server = await startHeadless(config, {
  startServer,
  warn: (text) => process.stderr.write(`${text}\n`),
});
process.stdout.write(`${JSON.stringify({ ...server.urls, token: server.token })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
