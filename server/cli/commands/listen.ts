import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Capture } from '../../contract/capture.ts';
import { HttpUrlSchema } from '../../contract/text.ts';
import { findDialect, listDialects } from '../../core/dialects/registry.ts';
import { type Config, loadConfig } from '../../hosts/config.ts';
import type { HeadlessServer } from '../../hosts/headless.ts';
import { createControlClient, type Target } from '../client.ts';
import { usageFailure } from '../failure.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { readLiveFrames } from '../live-frames.ts';
import { describeCapture } from '../live-lines.ts';
import { wholeNumber } from '../numbers.ts';
import { runs, textOption } from '../run-command.ts';
import { startServers } from '../run-server.ts';
import { plain, type Terminal } from '../terminal.ts';

type Options = Readonly<Record<string, unknown>>;

export function addListen(program: Command): void {
  const command = program
    .command('listen')
    .summary('a receiver in the terminal')
    .description(
      'Captures whatever arrives and prints a line for each request, with the verdict on its signature where a secret is given. Nothing is kept: what was captured is gone when it ends.',
    )
    .option('--port <N>', 'where it listens, 0 for any free port', wholeNumber(0, 65_535), 8080)
    .option('--host <HOST>', 'the address it listens on', '127.0.0.1')
    .option('--forward <URL>', 'your own app: every request is passed on to it')
    .option('--secret <S>', 'the secret that signatures are checked with')
    .option('--dialect <D>', 'who signs; default: standard')
    .addHelpText(
      'after',
      `
Examples:
  $ hookbench listen
  $ hookbench listen --port 9000 --dialect github --secret It-is-a-secret
  $ hookbench listen --forward http://127.0.0.1:3000/webhooks --json`,
    );
  runs(command, listen);
}

async function listen(terminal: Terminal, options: Options) {
  const checks = checksOf(options);
  const dataDir = await mkdtemp(join(tmpdir(), 'hookbench-listen-'));
  const signal = abortOnInterrupt();
  let server: HeadlessServer | undefined;
  try {
    server = await startServers(terminal, configFor(options, dataDir));
    const target = { name: 'control API', url: server.urls.control, bearer: server.token } as const;
    if (checks) {
      const body = { path: '/', name: 'listen', dialect: checks.dialect, secrets: checks.secrets };
      await createControlClient(target).createInbox({ body });
    }
    await printCaptures({ terminal, target, signal, receiverUrl: server.urls.receiver });
    return 0;
  } finally {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Printing {
  readonly terminal: Terminal;
  readonly target: Target;
  readonly signal: AbortSignal;
  readonly receiverUrl: string;
}

async function printCaptures({ terminal, target, signal, receiverUrl }: Printing): Promise<void> {
  const printed = new Set<string>();
  // The stream stands before the address is told: the first request is printed too.
  const onOpen = () => terminal.note(`listening on ${receiverUrl}; Ctrl-C ends it`);
  for await (const frame of readLiveFrames({ target, signal, onOpen })) {
    if (frame.kind !== 'rows') {
      continue;
    }
    for (const capture of frame.captures) {
      // A forwarded capture comes again once the answer of the app is known.
      if (!printed.has(capture.id)) {
        printed.add(capture.id);
        printCapture(terminal, capture);
      }
    }
  }
}

function printCapture(terminal: Terminal, capture: Capture): void {
  terminal.result(capture, () => describeCapture(capture, terminal));
}

/** A server of its own beside whatever runs on this computer: free ports, a folder that goes again. */
function configFor(options: Options, dataDir: string): Config {
  const forward = textOption(options, 'forward');
  if (forward !== undefined && !HttpUrlSchema.safeParse(forward).success) {
    throw usageFailure('--forward takes an absolute URL such as http://127.0.0.1:3000/webhooks');
  }
  const config = loadConfig({
    flags: {
      data: dataDir,
      control_port: 0,
      exposee_port: 0,
      receiver_port: options.port,
      receiver_host: options.host,
      log_level: 'warn',
      ...(forward !== undefined && { forward_urls: [forward] }),
    },
    env: {},
    cwd: dataDir,
  });
  return config;
}

function checksOf(options: Options): { dialect: string; secrets: string[] } | undefined {
  const secret = textOption(options, 'secret');
  const dialect = textOption(options, 'dialect');
  if (dialect !== undefined && !findDialect(dialect)) {
    const ids = listDialects().map(({ id }) => id);
    throw usageFailure(`--dialect takes one of ${ids.join(', ')}; it is ${plain(dialect)}`);
  }
  if (secret === undefined && dialect === undefined) {
    return undefined;
  }
  return { dialect: dialect ?? 'standard', secrets: secret === undefined ? [] : [secret] };
}
