import { DEFAULT_RETRY_DELAYS_MS } from '../contract/policy.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import type { ConfigStores, LiveFeed, SealedBox, StoredSettings } from '../ports.ts';
import { createOneAtATime } from './one-at-a-time.ts';

/** The settings in force: what was stored, else what the configuration says, else the defaults here. */
export interface SettingsFlow {
  /** From memory: it may be called per event. */
  current(): Settings;
  /** The key that closes the exposee's routes, or undefined where they are open. */
  apiKey(): string | undefined;
  change(change: SettingsChange): Promise<Settings>;
  setDemo(demo: Settings['demo']): Promise<void>;
}

export interface SettingsDeps {
  readonly settings: ConfigStores['settings'];
  readonly box: SealedBox;
  readonly feed: Pick<LiveFeed, 'changed'>;
  /** What the configuration sets. */
  readonly configured?: Partial<Settings>;
  readonly configuredApiKey?: string | undefined;
  /** Called after each change that was stored: some parts must be told. */
  readonly onChange?: (settings: Settings) => void;
}

const DEFAULTS: Settings = {
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
  let seen: StoredSettings | undefined;
  let inForce = merge(undefined);
  let openedKey = deps.configuredApiKey;

  function merge(stored: StoredSettings | undefined): Settings {
    const { id: _, sealedApiKey, ...values } = stored ?? { id: 'settings' };
    const isKeySet =
      sealedApiKey === undefined ? deps.configuredApiKey !== undefined : sealedApiKey !== null;
    const chosen = { ...DEFAULTS, ...definedOnly(deps.configured ?? {}), ...definedOnly(values) };
    return { ...chosen, exposee_api_key_set: isKeySet };
  }
  // A stored record is replaced, never changed in place: the same reference is the same settings.
  function refresh(): void {
    const stored = deps.settings.find('settings');
    if (stored === seen) {
      return;
    }
    seen = stored;
    inForce = merge(stored);
    const sealed = stored?.sealedApiKey;
    openedKey = sealed === undefined ? deps.configuredApiKey : openKey(deps.box, sealed);
  }
  async function store(change: Partial<StoredSettings>): Promise<void> {
    const before = deps.settings.find('settings');
    await deps.settings.put({ ...before, ...change, id: 'settings' });
    deps.feed.changed('settings');
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
    change: ({ exposee_api_key: key, ...values }) =>
      oneAtATime(async () => {
        const sealed = key === undefined ? {} : { sealedApiKey: key && deps.box.seal(key) };
        await store({ ...definedOnly(values), ...sealed });
        refresh();
        deps.onChange?.(inForce);
        return inForce;
      }),
    setDemo: (demo) => oneAtATime(() => store({ demo })),
  };
}

function openKey(box: SealedBox, sealed: string | null): string | undefined {
  return sealed === null ? undefined : box.open(sealed);
}

function definedOnly<Value extends object>(value: Value): Partial<Value> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as Partial<Value>;
}
