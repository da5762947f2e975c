// Servers that people use for the same job, where they are there: none of them is installed with
// the product. `npm install --prefix tests/bench/capture/rivals` gets the ones from npm; Debian's
// webhook comes with `apt install webhook`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export async function openRivals(closers) {
  const folder = mkdtempSync(join(tmpdir(), 'hookbench-rivals-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const rivals = [];
  for (const open of [openMockoon, openJsonServer, openDebianWebhook]) {
    const rival = await open(folder, closers);
    if (rival) {
      rivals.push(rival);
    }
  }
  return rivals;
}

async function openMockoon(folder, closers) {
  const program = here('rivals/node_modules/@mockoon/cli/bin/run.js');
  if (!existsSync(program)) {
    return undefined;
  }
  const port = await freePort();
  const data = join(folder, 'mockoon.json');
  writeFileSync(data, JSON.stringify(mockoonEnvironment(port)));
  start(
    process.execPath,
    [program, 'start', '--data', data, '--port', String(port), '--disable-log-to-file', '--repair'],
    closers,
  );
  return ready('mockoon', port, '/in/bench');
}

function mockoonEnvironment(port) {
  const uuid = '00000000-0000-4000-8000-000000000000';
  return {
    uuid,
    name: 'bench',
    port,
    hostname: '127.0.0.1',
    endpointPrefix: '',
    latency: 0,
    folders: [],
    headers: [],
    proxyMode: false,
    proxyHost: '',
    data: [],
    callbacks: [],
    cors: false,
    rootChildren: [{ type: 'route', uuid }],
    tlsOptions: {
      enabled: false,
      type: 'CERT',
      pfxPath: '',
      certPath: '',
      keyPath: '',
      caPath: '',
      passphrase: '',
    },
    routes: [
      {
        uuid,
        type: 'http',
        documentation: '',
        method: 'post',
        endpoint: 'in/bench',
        responseMode: null,
        responses: [
          {
            uuid,
            body: '',
            latency: 0,
            statusCode: 204,
            label: '',
            headers: [],
            bodyType: 'INLINE',
            filePath: '',
            databucketID: '',
            sendFileAsBody: false,
            rules: [],
            rulesOperator: 'OR',
            disableTemplating: true,
            fallbackTo404: false,
            default: true,
            crudKey: 'id',
            callbacks: [],
          },
        ],
      },
    ],
  };
}

async function openJsonServer(folder, closers) {
  const candidates = ['lib/bin.js', 'lib/cli/bin.js'].map((name) =>
    here(`rivals/node_modules/json-server/${name}`),
  );
  const program = candidates.find(existsSync);
  if (!program) {
    return undefined;
  }
  const port = await freePort();
  const data = join(folder, 'db.json');
  writeFileSync(data, '{"in":[]}');
  start(process.execPath, [program, data, '--port', String(port), '--host', '127.0.0.1'], closers);
  return ready('json-server', port, '/in');
}

async function openDebianWebhook(folder, closers) {
  const program = (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'webhook'))
    .find(existsSync);
  if (!program) {
    return undefined;
  }
  const port = await freePort();
  const hooks = join(folder, 'hooks.json');
  writeFileSync(
    hooks,
    JSON.stringify([
      {
        id: 'bench',
        'execute-command': '/bin/true',
        'trigger-rule': {
          match: { type: 'value', value: 'never', parameter: { source: 'header', name: 'X-None' } },
        },
      },
    ]),
  );
  start(program, ['-hooks', hooks, '-ip', '127.0.0.1', '-port', String(port)], closers);
  return ready('webhook (stores nothing)', port, '/hooks/bench');
}

function start(program, given, closers) {
  const child = spawn(program, given, { stdio: 'ignore' });
  closers.push(() => child.kill());
}

/** Undefined where nothing listens within ten seconds: it is then left out and said so. */
async function ready(name, port, path) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return { name, port, path };
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  console.error(`${name} does not listen: left out`);
  return undefined;
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
