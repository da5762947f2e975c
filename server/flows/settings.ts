import { DEFAULT_RETRY_DELAYS_MS } from '../contract/policy.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import { AppError } from '../core/errors.ts';
import type { StoredSettings } from '../core/records.ts';
import type { ConfigStores, LiveFeed, SealedBox } from '../ports.ts';
import { createOneAtATime } from './one-at-a-time.ts';

/**
 * The settings in force: what was changed since the start, else what the configuration names, else what
 * was stored, else the defaults here. What a configuration names holds as long as it names it.
 */
export interface SettingsFlow {
  /** From memory: it may be called per event. */
  current(): Settings;
  /** The key that closes the exposee's routes, or undefined where they are open. */
  apiKey(): string | undefined;
  change(change: SettingsChange): Promise<Settings>;
  /**
   * Gives the exposee the key that it had before the last change, or none where it had none; once more
   * takes that back. Known until this process ends. Throws AppError `conflict` where none was changed.
   */
  restoreApiKey(): Promise<Settings>;
  setDemo(demo: Settings['demo']): Promise<void>;
}

export interface SettingsDeps {
  readonly settings: ConfigStores['settings'];
  readonly box: SealedBox;
  readonly feed: Pick<LiveFeed, 'changed'>;
  /** What the configuration sets. */
  readonly configured?: SettingsChange;
  /** Called after each change that was stored: some parts must be told. */
  readonly onChange?: (settings: Settings) => void;
}

/** What applies where neither configuration nor a person says otherwise. */
export const DEFAULT_SETTINGS: Settings = {
  exposee_public_url: null,
  receiver_public_url: null,
  receiver_exposee_url: null,
  exposee_api_key_set: false,
  durability: 'process',
  default_schedule: { kind: 'list', delays_ms: [...DEFAULT_RETRY_DELAYS_MS] },
  default_timeout_ms: 15_000,
  capture_limit_bytes: 25 * 1024 * 1024,
  capture_limit_status: 413,
  retention_captures: 100_000,
  retention_bytes: 2_000_000_000,
  retention_days: null,
  allowed_private_hosts: [],
  forward_urls: [],
  forward_use_answer: false,
  answers_challenges: true,
  demo: 'offered',
};

export function createSettings(deps: SettingsDeps): SettingsFlow {
  const oneAtATime = createOneAtATime();
  // A change made while the program runs takes the key out of the configuration's hands until the next start.
  let { exposee_api_key: configuredKey, ...configured } = deps.configured ?? {};
  let openedKey: string | undefined;
  /** What the key was, null for none; undefined: it was never changed. */
  let formerKey: string | null | undefined;
  let seen: StoredSettings | undefined;
  let inForce = merge(deps.settings.find('settings'));

  function merge(stored: StoredSettings | undefined): Settings {
    const { id: _, sealedApiKey: __, ...values } = stored ?? { id: 'settings' };
    openedKey = keyInForce(stored);
    return {
      ...DEFAULT_SETTINGS,
      ...definedOnly(values),
      ...definedOnly(configured),
      exposee_api_key_set: openedKey !== undefined,
    };
  }
  function keyInForce(stored: StoredSettings | undefined): string | undefined {
    const sealed = stored?.sealedApiKey ?? null;
    return configuredKey === undefined ? openKey(deps.box, sealed) : (configuredKey ?? undefined);
  }
  // A stored record is replaced, never changed in place: the same reference is the same settings.
  function refresh(): void {
    const stored = deps.settings.find('settings');
    if (stored === seen) {
      return;
    }
    seen = stored;
    inForce = merge(stored);
  }
  async function store(change: Partial<StoredSettings>): Promise<void> {
    const before = deps.settings.find('settings');
    await deps.settings.put({ ...before, ...change, id: 'settings' });
    deps.feed.changed('settings');
  }
  async function change({ exposee_api_key: key, ...values }: SettingsChange): Promise<Settings> {
    refresh();
    const before = openedKey ?? null;
    const sealed = key === undefined ? {} : { sealedApiKey: key && deps.box.seal(key) };
    await store({ ...definedOnly(values), ...sealed });
    if (key !== undefined) {
      formerKey = before;
      configuredKey = undefined;
    }
    configured = without(configured, Object.keys(definedOnly(values)));
    // The configuration's part changed too: what was merged from the same record is old.
    seen = undefined;
    refresh();
    deps.onChange?.(inForce);
    return inForce;
  }
  return {
    current: () => {
      refresh();
      return inForce;
    },
    apiKey: () => {
      refresh();
      return openedKey;
    },
    change: (values) => oneAtATime(() => change(values)),
    restoreApiKey: () =>
      oneAtATime(async () => {
        if (formerKey === undefined) {
          const detail = 'The API key was not changed since the server started. Set it anew.';
          throw new AppError('conflict', detail);
        }
        return change({ exposee_api_key: formerKey });
      }),
    setDemo: (demo) => oneAtATime(() => store({ demo })),
  };
}

function openKey(box: SealedBox, sealed: string | null): string | undefined {
  return sealed === null ? undefined : box.open(sealed);
}

function without<Value extends object>(value: Value, keys: readonly string[]): Value {
  const entries = Object.entries(value).filter(([key]) => !keys.includes(key));
  return Object.fromEntries(entries) as Value;
}

function definedOnly<Value extends object>(value: Value): Partial<Value> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as Partial<Value>;
}
