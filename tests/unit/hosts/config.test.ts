import { describe, expect, it } from 'vitest';
import { ConfigError, type ConfigInput, loadConfig } from '../../../server/hosts/config.ts';
import { CONFIG_KEY_NAMES, flagOf, variableOf } from '../../../server/hosts/config-keys.ts';

const SECRET = 'do-not-show-this-key-1234';

function load(input: ConfigInput & { files?: Record<string, string> } = {}) {
  const files = input.files ?? {};
  return loadConfig({
    env: { HOME: '/home/dev' },
    cwd: '/project',
    platform: 'linux',
    readText: (path) => files[path],
    ...input,
  });
}

function refusal(input: Parameters<typeof load>[0]): ConfigError {
  try {
    load(input);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error;
    }
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const FILE = '/project/hookbench.config.json';
function file(fields: unknown): Record<string, string> {
  return { [FILE]: JSON.stringify(fields) };
}

describe('defaults', () => {
  it('are the addresses of the contract, on loopback, with an embedded store', () => {
    expect(load()).toEqual({
      control: { host: '127.0.0.1', port: 4780, allowedHosts: [] },
      exposee: { host: '127.0.0.1', port: 8000 },
      receiver: { host: '127.0.0.1', port: 8080 },
      dataDir: '/home/dev/.local/share/hookbench',
      dataKeyBytes: null,
      redisUrl: null,
      jsonLimitBytes: 1024 * 1024,
      stopWaitMs: 5000,
      logLevel: 'info',
      settings: {},
      warnings: [],
    });
  });

  it('put the data folder where the system keeps such things', () => {
    const folder = (platform: NodeJS.Platform, env: Record<string, string>) =>
      load({ platform, env }).dataDir;
    expect(folder('linux', { HOME: '/h', XDG_DATA_HOME: '/x' })).toBe('/x/hookbench');
    expect(folder('linux', { HOME: '/h', XDG_DATA_HOME: 'relative' })).toBe(
      '/h/.local/share/hookbench',
    );
    expect(folder('darwin', { HOME: '/h' })).toBe('/h/Library/Application Support/hookbench');
  });
});

describe('precedence', () => {
  const env = { HOME: '/home/dev' };

  it('is default, file, environment, flag', () => {
    const files = file({ exposee_port: 1001 });
    const withEnv = { ...env, HOOKBENCH_EXPOSEE_PORT: '1002' };
    expect(load({ files }).exposee.port).toBe(1001);
    expect(load({ files, env: withEnv }).exposee.port).toBe(1002);
    expect(load({ files, env: withEnv, flags: { exposee_port: '1003' } }).exposee.port).toBe(1003);
  });

  it('lets --host win over a host in the file, and a host of one listener over it', () => {
    const files = file({ exposee_host: '10.0.0.1', receiver_host: '10.0.0.2' });
    const config = load({ files, flags: { host: '0.0.0.0', receiver_host: '10.0.0.3' } });
    expect(config.exposee.host).toBe('0.0.0.0');
    expect(config.receiver.host).toBe('10.0.0.3');
    expect(config.control.host).toBe('127.0.0.1');
  });

  it('prefers the file of the working folder to that of the data folder', () => {
    const files: Record<string, string> = { '/data/hookbench.config.json': '{"exposee_port": 1}' };
    expect(load({ files, flags: { data: '/data' } }).exposee.port).toBe(1);
    files[FILE] = '{"exposee_port": 2}';
    expect(load({ files, flags: { data: '/data' } }).exposee.port).toBe(2);
  });

  it('takes host and port of Redis by themselves, but not from a weaker source than the URL', () => {
    expect(load({ flags: { redis_port: '6380' } }).redisUrl).toBe('redis://127.0.0.1:6380');
    const files = file({ redis_host: 'file-host' });
    expect(load({ files }).redisUrl).toBe('redis://file-host:6379');
    expect(load({ files, flags: { redis: 'redis://h:1/2' } }).redisUrl).toBe('redis://h:1/2');
    expect(load({ flags: { redis: 'redis://h:1/2', redis_host: '::1' } }).redisUrl).toBe(
      'redis://[::1]:1/2',
    );
  });

  it('reads relative folders from the file against the file, from a flag against the shell', () => {
    const files = { '/etc/hb/c.json': '{"data": "store"}' };
    expect(load({ files, flags: { config: '/etc/hb/c.json' } }).dataDir).toBe('/etc/hb/store');
    expect(load({ flags: { data: 'store' } }).dataDir).toBe('/project/store');
  });
});

describe('values', () => {
  it('are the same in the file, in the environment and as a flag', () => {
    const expected = { kind: 'list', delays_ms: [0, 5000, 300_000] };
    expect(load({ files: file({ default_schedule: [0, '5s', 300_000] }) }).settings).toEqual({
      default_schedule: expected,
    });
    expect(load({ env: { HOME: '/h', HOOKBENCH_DEFAULT_SCHEDULE: '0, 5s, 5m' } }).settings).toEqual(
      { default_schedule: expected },
    );
    expect(load({ flags: { default_schedule: JSON.stringify(expected) } }).settings).toEqual({
      default_schedule: expected,
    });
  });

  it('take units', () => {
    const { settings, stopWaitMs } = load({
      flags: { capture_limit_bytes: '25MiB', default_timeout_ms: '15s', stop_wait_ms: 250 },
    });
    expect(settings).toEqual({ capture_limit_bytes: 26_214_400, default_timeout_ms: 15_000 });
    expect(stopWaitMs).toBe(250);
  });

  it('of optional settings can be none', () => {
    expect(load({ flags: { retention_days: 'none' } }).settings).toEqual({ retention_days: null });
    expect(load({ files: file({ retention_days: null }) }).settings).toEqual({
      retention_days: null,
    });
  });

  it('of the environment that are empty count as not set', () => {
    expect(load({ env: { HOME: '/h', HOOKBENCH_EXPOSEE_PORT: '' } }).exposee.port).toBe(8000);
  });

  it('of the data key come from the environment only', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(load({ env: { HOME: '/h', HOOKBENCH_DATA_KEY: key } }).dataKeyBytes).toEqual(
      new Uint8Array(32).fill(7),
    );
    expect(refusal({ files: file({ data_key: key }) }).message).toContain('HOOKBENCH_DATA_KEY');
  });
});

describe('a wrong value', () => {
  it.each([
    [{ flags: { exposee_port: '80000' } }, 'flag --exposee-port takes a port', 'flag'],
    [{ flags: { exposee_port: '0x50' } }, 'flag --exposee-port takes a port', 'flag'],
    [
      { env: { HOME: '/h', HOOKBENCH_EXPOSEE_PORT: 'abc' } },
      'environment HOOKBENCH_EXPOSEE_PORT takes a port: a whole number from 0 to 65535',
      'environment',
    ],
    [{ files: file({ receiver_port: -1 }) }, `${FILE}, key receiver_port takes a port`, 'file'],
    [
      { files: file({ receiver_prot: 1 }) },
      `${FILE}, key receiver_prot: there is no such key`,
      'file',
    ],
    [{ files: file([]) }, `${FILE}: it takes one JSON object`, 'file'],
    [{ files: { [FILE]: '{' } }, `${FILE}: it is not JSON`, 'file'],
    [{ flags: { config: 'no.json' } }, '/project/no.json: there is no such file', 'file'],
    [{ flags: { default_schedule: '5 parsecs' } }, 'flag --default-schedule takes a list', 'flag'],
    [{ flags: { default_timeout_ms: '1h' } }, 'from 100 to 120000 ms', 'flag'],
    [{ flags: { exposee_public_url: 'ftp://x' } }, 'http or https', 'flag'],
    [{ flags: { control_host: '0.0.0.0' } }, '--allowed-hosts', 'together'],
    [
      { flags: { exposee_port: '8080' } },
      'exposee_port and receiver_port are both 8080',
      'together',
    ],
  ] as const)('%j is refused by name, source and what it takes', (input, text, source) => {
    const error = refusal(input as Parameters<typeof load>[0]);
    expect(error.message).toContain(text);
    expect(error.problems.map((problem) => problem.source)).toEqual([source]);
    expect(error.isUsage).toBe(source === 'flag');
  });

  it('does not hide the others', () => {
    const error = refusal({
      files: file({ log_level: 'loud' }),
      flags: { exposee_port: 'x', receiver_port: 'y' },
    });
    expect(error.problems.map((problem) => problem.key)).toEqual([
      'exposee_port',
      'receiver_port',
      'log_level',
    ]);
  });

  it('in a weaker source is refused although a stronger one is right', () => {
    const error = refusal({ files: file({ exposee_port: 'x' }), flags: { exposee_port: '0' } });
    expect(error.problems).toHaveLength(1);
  });

  it('that is secret is not shown', () => {
    for (const input of [
      { files: { [FILE]: `{"exposee_api_key": "${SECRET}" oops` } },
      { files: file({ exposee_api_key: [SECRET] }) },
      { env: { HOME: '/h', HOOKBENCH_DATA_KEY: SECRET } },
      { flags: { redis: `http://user:${SECRET}@host` } },
    ]) {
      expect(refusal(input).message).not.toContain(SECRET);
    }
  });

  it('of an unknown variable is a warning', () => {
    expect(load({ env: { HOME: '/h', HOOKBENCH_EXPOSE_PORT: '1' } }).warnings).toEqual([
      'environment HOOKBENCH_EXPOSE_PORT: there is no such key; it is ignored',
    ]);
  });
});

it('the default log level is that of the host, unless somebody says otherwise', () => {
  expect(load({ defaultLogLevel: 'warn' }).logLevel).toBe('warn');
  expect(load({ defaultLogLevel: 'warn', flags: { log_level: 'debug' } }).logLevel).toBe('debug');
});

it('every key has a flag and a variable of its own', () => {
  expect(new Set(CONFIG_KEY_NAMES.map(flagOf)).size).toBe(CONFIG_KEY_NAMES.length);
  expect(variableOf('exposee_port')).toBe('HOOKBENCH_EXPOSEE_PORT');
});
