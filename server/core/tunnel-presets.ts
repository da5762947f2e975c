import type { TunnelPreset, TunnelStart } from '../contract/tunnel.ts';
import { AppError } from './errors.ts';

export interface TunnelCommand {
  readonly command: string;
  readonly arguments: readonly string[];
}

interface Preset {
  /** The program's name on the PATH. */
  readonly command: string;
  readonly install: string;
  readonly argumentsFor: (start: TunnelStart, port: number) => readonly string[];
  /** The public URL, where this line of output names it. */
  readonly urlIn: (line: string) => string | undefined;
}

const PRESETS: Record<TunnelPreset, Preset> = {
  cloudflared: {
    command: 'cloudflared',
    install: 'brew install cloudflared, or winget install Cloudflare.cloudflared',
    argumentsFor: (_, port) => ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`],
    urlIn: (line) => /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com\b/.exec(line)?.[0],
  },
  ngrok: {
    command: 'ngrok',
    install: 'brew install ngrok, or winget install Ngrok.Ngrok, then ngrok config add-authtoken',
    argumentsFor: (_, port) => ['http', String(port), '--log', 'stdout', '--log-format', 'json'],
    urlIn: (line) => /"url":"(https?:\/\/[^"]+)"/.exec(line)?.[1],
  },
  localtunnel: {
    command: 'lt',
    install: 'npm install -g localtunnel',
    // No --local-host: with it lt writes its own Host in place of the public one, which would make a stranger's
    // request look like one from this computer, and reads what it passes on as text: binary bodies break.
    argumentsFor: ({ server_url: server, subdomain }, port) => [
      '--port',
      String(port),
      ...(server === undefined ? [] : ['--host', checkServer(server)]),
      ...(subdomain === undefined ? [] : ['--subdomain', subdomain]),
    ],
    urlIn: (line) => /your url is: (https?:\/\/\S+)/i.exec(line)?.[1],
  },
  ssh: {
    command: 'ssh',
    install: 'it comes with Windows 10 and later, macOS and every Linux',
    argumentsFor: ({ ssh_host: host = 'nokey@localhost.run', ssh_port: sshPort }, port) => [
      '-T',
      '-o',
      'ExitOnForwardFailure=yes',
      '-o',
      'ServerAliveInterval=30',
      '-o',
      'BatchMode=yes',
      // A host seen for the first time is taken and remembered; one whose key changed is refused.
      '-o',
      'StrictHostKeyChecking=accept-new',
      ...(sshPort === undefined ? [] : ['-p', String(sshPort)]),
      '-R',
      `80:127.0.0.1:${port}`,
      host,
    ],
    urlIn: (line) =>
      /(?:tunneled with tls termination, |forwarding (?:http )?traffic from )(https?:\/\/\S+)/i.exec(
        line,
      )?.[1],
  },
};

/** What to run for a preset. Throws AppError `invalid_request`. */
export function tunnelCommand(start: TunnelStart, port: number): TunnelCommand {
  const preset = PRESETS[start.preset];
  return { command: preset.command, arguments: preset.argumentsFor(start, port) };
}

/** The program that a preset runs, and how one gets it. */
export function tunnelProgram(preset: TunnelPreset): { command: string; install: string } {
  const { command, install } = PRESETS[preset];
  return { command, install };
}

/** The public URL, where a line of the program's output names it. */
export function findTunnelUrl(preset: TunnelPreset, line: string): string | undefined {
  const url = PRESETS[preset].urlIn(line);
  return url !== undefined && URL.canParse(url) ? url.replace(/\/$/, '') : undefined;
}

/** On Windows npm's programs run through a shell, so only plain characters may reach it. */
function checkServer(url: string): string {
  if (!/^https?:\/\/[A-Za-z0-9.:[\]-]+\/?$/.test(url)) {
    throw new AppError('invalid_request', 'server_url: a host and a port only, no path or query.', [
      { path: 'server_url', message: 'such as https://tunnel.example.com' },
    ]);
  }
  // A slash at its end would be one too many in what lt asks for, and it would ask in vain for ever.
  return url.replace(/\/$/, '');
}
