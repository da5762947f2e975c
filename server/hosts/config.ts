import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { SettingsChange } from '../contract/settings.ts';
import { MAX_JSON_BYTES } from '../contract/text.ts';
import { type ConfigFileSearch, readConfigFile } from './config-file.ts';
import { type ConfigProblem, ConfigSources } from './config-sources.ts';
import { defaultDataFolder } from './default-data-folder.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface ListenerConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** All that a server is started with. What can change while it runs is a setting. */
export interface Config {
  /** `allowedHosts`: further values of `Host` (name, or name:port) that the guard lets through. */
  readonly control: ListenerConfig & { readonly allowedHosts: readonly string[] };
  readonly exposee: ListenerConfig;
  readonly receiver: ListenerConfig;
  /** Absolute. */
  readonly dataDir: string;
  /** From HOOKBENCH_DATA_KEY; null: the key file of the data folder holds it. */
  readonly dataKeyBytes: Uint8Array | null;
  /** null: the embedded store. May hold a password: never log it. */
  readonly redisUrl: string | null;
  readonly jsonLimitBytes: number;
  readonly stopWaitMs: number;
  readonly logLevel: LogLevel;
  /** Settings that the configuration names, and only those: they win over what was stored. */
  readonly settings: SettingsChange;
  /** What deserves a word but stops nothing. */
  readonly warnings: readonly string[];
}

export interface ConfigInput {
  /** By key (`exposee_port`), as typed. `config` names the file. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly platform?: NodeJS.Platform;
  readonly readText?: (path: string) => string | undefined;
  /** Where nobody says how much is logged; `info` if left out. */
  readonly defaultLogLevel?: LogLevel;
}

/** Nothing starts. `isUsage`: a flag is wrong, and the exit code 2. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];
  readonly isUsage: boolean;

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => problem.text).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
    this.isUsage = problems.some((problem) => problem.source === 'flag');
  }
}

/** Defaults, then `hookbench.config.json`, then the environment, then flags. */
export function loadConfig(input: ConfigInput = {}): Config {
  const env = input.env ?? process.env;
  const cwd = input.cwd ?? process.cwd();
  const sources = new ConfigSources(env, input.flags ?? {}, cwd);
  const defaultDataDir = defaultDataFolder(env, input.platform ?? process.platform);
  addFile(sources, {
    named: namedFile(input.flags?.config ?? env.HOOKBENCH_CONFIG),
    cwd,
    dataDir: resolve(cwd, sources.get('data', defaultDataDir)),
    readText: input.readText ?? readTextFile,
  });
  const config = build(sources, defaultDataDir, input.defaultLogLevel ?? 'info');
  const problems = [...sources.problems, ...contradictions(config)];
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return config;
}

function addFile(sources: ConfigSources, search: ConfigFileSearch): void {
  const file = readConfigFile(search);
  if (file.kind === 'read') {
    sources.addFile(file.path, file.fields);
  } else if (file.kind === 'fault') {
    const text = `configuration file ${file.path}: ${file.fault}`;
    throw new ConfigError([{ key: 'config', source: 'file', text }]);
  }
}

function namedFile(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw !== '' ? raw : undefined;
}

function build(sources: ConfigSources, defaultDataDir: string, defaultLogLevel: LogLevel): Config {
  const data = sources.find('data');
  return {
    control: {
      host: sources.get('control_host', '127.0.0.1'),
      port: sources.get('control_port', 4780),
      allowedHosts: sources.get('allowed_hosts', []),
    },
    exposee: {
      host: sources.getFirst(['exposee_host', 'host'], '127.0.0.1'),
      port: sources.get('exposee_port', 8000),
    },
    receiver: {
      host: sources.getFirst(['receiver_host', 'host'], '127.0.0.1'),
      port: sources.get('receiver_port', 8080),
    },
    dataDir: resolve(data ? data.folder : '/', data?.value ?? defaultDataDir),
    dataKeyBytes: sources.get('data_key') ?? null,
    redisUrl: redisUrlOf(sources),
    jsonLimitBytes: sources.get('json_limit_bytes', MAX_JSON_BYTES),
    stopWaitMs: sources.get('stop_wait_ms', 5_000),
    logLevel: sources.get('log_level', defaultLogLevel),
    settings: settingsOf(sources),
    warnings: sources.warnings,
  };
}

function settingsOf(sources: ConfigSources): SettingsChange {
  return withoutUndefined({
    exposee_public_url: sources.get('exposee_public_url'),
    receiver_public_url: sources.get('receiver_public_url'),
    receiver_exposee_url: sources.get('receiver_exposee_url'),
    exposee_api_key: sources.get('exposee_api_key'),
    durability: sources.get('durability'),
    default_schedule: sources.get('default_schedule'),
    default_timeout_ms: sources.get('default_timeout_ms'),
    allowed_private_hosts: sources.get('allowed_private_hosts'),
    capture_limit_bytes: sources.get('capture_limit_bytes'),
    capture_limit_status: sources.get('capture_limit_status'),
    retention_captures: sources.get('retention_captures'),
    retention_bytes: sources.get('retention_bytes'),
    retention_days: sources.get('retention_days'),
    forward_urls: sources.get('forward_urls'),
  });
}

/** Host and port by themselves replace those of the URL, unless a stronger source gave the URL. */
function redisUrlOf(sources: ConfigSources): string | null {
  const url = sources.find('redis');
  const host = sources.find('redis_host');
  const port = sources.find('redis_port');
  if (!url && !host && !port) {
    return null;
  }
  const parsed = new URL(url?.value ?? 'redis://127.0.0.1:6379');
  const strength = url?.strength ?? 0;
  if (host && host.strength >= strength) {
    parsed.hostname = isIP(host.value) === 6 ? `[${host.value}]` : host.value;
  }
  if (port && port.strength >= strength) {
    parsed.port = String(port.value);
  }
  return parsed.href;
}

function contradictions(config: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!isLoopback(config.control.host) && config.control.allowedHosts.length === 0) {
    problems.push({
      key: 'allowed_hosts',
      source: 'together',
      text: `control_host ${config.control.host} is reachable from other computers: name the hosts by which the control API may be called (flag --allowed-hosts, HOOKBENCH_ALLOWED_HOSTS or allowed_hosts in the file), or leave control_host at 127.0.0.1`,
    });
  }
  const names = ['control', 'exposee', 'receiver'] as const;
  for (const [index, one] of names.entries()) {
    for (const other of names.slice(index + 1)) {
      if (config[one].port !== 0 && config[one].port === config[other].port) {
        problems.push({
          key: `${other}_port`,
          source: 'together',
          text: `${one}_port and ${other}_port are both ${config[one].port}: give each listener a port of its own, or 0 for any free one`,
        });
      }
    }
  }
  return problems;
}

/** Can only this computer call it? */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Fields;
}
