import {
  addressKind,
  choiceKind,
  dataKeyKind,
  durationKind,
  hostKind,
  listKind,
  numberKind,
  optionalKind,
  pathKind,
  portKind,
  privateHostKind,
  redisUrlKind,
  scheduleKind,
  secretKind,
  sizeKind,
  urlKind,
  type ValueKind,
} from './config-values.ts';

export type ConfigGroup = 'Listeners' | 'Storage' | 'Delivering' | 'Receiving' | 'Running';

/** One key: `exposee_port` in the file, `HOOKBENCH_EXPOSEE_PORT`, `--exposee-port`. */
export interface ConfigKey<Value> {
  readonly kind: ValueKind<Value>;
  readonly help: string;
  readonly placeholder: string;
  readonly group: ConfigGroup;
  /** Never shown, and never a flag: other users of a computer can read command lines. */
  readonly secret?: 'env' | 'env-or-file';
}

function key<Value>(
  group: ConfigGroup,
  placeholder: string,
  kind: ValueKind<Value>,
  help: string,
): ConfigKey<Value> {
  return { kind, help, placeholder, group };
}

const optionalUrl = optionalKind(urlKind);
const days = optionalKind(numberKind(1, 36_500));

/** Every key of the configuration. Those that are settings too carry the setting's name. */
export const CONFIG_KEYS = {
  host: key('Listeners', 'HOST', addressKind, 'where exposee and receiver listen, both at once'),
  control_host: key('Listeners', 'HOST', addressKind, 'where the control API listens'),
  control_port: key('Listeners', 'N', portKind, 'its port'),
  allowed_hosts: key(
    'Listeners',
    'LIST',
    listKind(hostKind, 50),
    'hosts by which the control API may be called; needed beyond loopback',
  ),
  exposee_host: key('Listeners', 'HOST', addressKind, 'where the exposee listens'),
  exposee_port: key('Listeners', 'N', portKind, 'its port'),
  exposee_public_url: key(
    'Listeners',
    'URL',
    optionalUrl,
    'address of the exposee as others see it',
  ),
  receiver_host: key('Listeners', 'HOST', addressKind, 'where the receiver listens'),
  receiver_port: key('Listeners', 'N', portKind, 'its port'),
  receiver_public_url: key(
    'Listeners',
    'URL',
    optionalUrl,
    'address of the receiver as others see it',
  ),
  receiver_exposee_url: key(
    'Listeners',
    'URL',
    optionalUrl,
    'whom the receiver registers with; none: our own exposee',
  ),
  exposee_api_key: {
    ...key('Listeners', 'KEY', optionalKind(secretKind), 'closes the routes of the exposee'),
    secret: 'env-or-file',
  },

  data: key('Storage', 'DIR', pathKind, 'the data folder'),
  data_key: {
    ...key('Storage', 'KEY', dataKeyKind, 'seals the secrets in the data folder'),
    secret: 'env',
  },
  durability: key(
    'Storage',
    'WHAT',
    choiceKind(['process', 'disk']),
    'what an accepted item survives: the end of the process, or a power cut too',
  ),
  redis: key('Storage', 'URL', redisUrlKind, 'keep everything in Redis, where workers deliver too'),
  redis_host: key('Storage', 'HOST', addressKind, 'host of Redis, in place of the one in the URL'),
  redis_port: key('Storage', 'N', numberKind(1, 65_535), 'port of Redis'),

  default_schedule: key('Delivering', 'LIST', scheduleKind, 'delay before each attempt'),
  default_timeout_ms: key(
    'Delivering',
    'TIME',
    durationKind(100, 120_000),
    'how long one attempt may take',
  ),
  allowed_private_hosts: key(
    'Delivering',
    'LIST',
    listKind(privateHostKind, 100),
    'private addresses that webhooks may go to',
  ),

  capture_limit_bytes: key('Receiving', 'SIZE', sizeKind(1024), 'longest body that is taken whole'),
  capture_limit_status: key(
    'Receiving',
    'N',
    numberKind(200, 599),
    'status answered to a longer one',
  ),
  retention_captures: key(
    'Receiving',
    'N',
    numberKind(1, Number.MAX_SAFE_INTEGER),
    'how many captures are kept',
  ),
  retention_bytes: key('Receiving', 'SIZE', sizeKind(1_000_000), 'how many bytes are kept'),
  retention_days: key('Receiving', 'N', days, 'how many days are kept'),
  forward_urls: key(
    'Receiving',
    'LIST',
    listKind(urlKind, 10),
    'your own apps, to which captures are forwarded',
  ),

  json_limit_bytes: key('Running', 'SIZE', sizeKind(1024), 'longest JSON body of a route'),
  stop_wait_ms: key(
    'Running',
    'TIME',
    durationKind(0, 600_000),
    'how long a stop waits for attempts that are under way',
  ),
  log_level: key(
    'Running',
    'LEVEL',
    choiceKind(['debug', 'info', 'warn', 'error', 'silent']),
    'how much is logged',
  ),
} satisfies Record<string, ConfigKey<unknown>>;

export type ConfigKeyName = keyof typeof CONFIG_KEYS;
export const CONFIG_KEY_NAMES = Object.keys(CONFIG_KEYS) as ConfigKeyName[];

type KindValue<Key> = Key extends { kind: ValueKind<infer Value> } ? Value : never;
export type ConfigValues = { [Name in ConfigKeyName]: KindValue<(typeof CONFIG_KEYS)[Name]> };

export function isConfigKeyName(text: string): text is ConfigKeyName {
  return Object.hasOwn(CONFIG_KEYS, text);
}

export function getConfigKey(name: ConfigKeyName): ConfigKey<unknown> {
  return CONFIG_KEYS[name];
}

/** `exposee_port` → `--exposee-port`. */
export function flagOf(name: ConfigKeyName): string {
  return `--${name.replaceAll('_', '-')}`;
}

/** `exposee_port` → `HOOKBENCH_EXPOSEE_PORT`. */
export function variableOf(name: ConfigKeyName): string {
  return `HOOKBENCH_${name.toUpperCase()}`;
}
