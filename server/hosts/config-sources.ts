import { dirname } from 'node:path';
import {
  CONFIG_KEY_NAMES,
  type ConfigKeyName,
  type ConfigValues,
  flagOf,
  getConfigKey,
  isConfigKeyName,
  variableOf,
} from './config-keys.ts';

/** `together`: two values, each right by itself, contradict each other. */
export type SourceName = 'file' | 'environment' | 'flag' | 'together';

export interface ConfigProblem {
  readonly key: string;
  readonly source: SourceName;
  readonly text: string;
}

interface Found<Value> {
  readonly value: Value;
  /** Rises with the strength of the source: 1 file, 2 environment, 3 flag. */
  readonly strength: number;
  /** What a relative path in this source is relative to. */
  readonly folder: string;
}

interface Origin {
  readonly source: SourceName;
  readonly strength: number;
  readonly folder: string;
  readonly label: string;
}

/** Variables that other parts read; they are no keys of the configuration. */
const OTHER_VARIABLES = new Set([
  'CONFIG',
  'NO_ELECTRON',
  'REQUIRE_ELECTRON',
  'NO_BROWSER',
  'MAY_LACK',
]);

/** Gathers the values of all sources, each checked where it stands, the strongest one winning. */
export class ConfigSources {
  readonly problems: ConfigProblem[] = [];
  readonly warnings: string[] = [];
  private readonly found = new Map<ConfigKeyName, Found<unknown>>();

  constructor(
    env: Readonly<Record<string, string | undefined>>,
    flags: Readonly<Record<string, unknown>>,
    cwd: string,
  ) {
    for (const name of CONFIG_KEY_NAMES) {
      const text = env[variableOf(name)];
      // An empty variable is how shells and compose files spell "not set".
      if (text !== undefined && text !== '') {
        const label = `environment ${variableOf(name)}`;
        this.add(name, text, { source: 'environment', strength: 2, folder: cwd, label });
      }
      if (flags[name] !== undefined) {
        const label = `flag ${flagOf(name)}`;
        this.add(name, flags[name], { source: 'flag', strength: 3, folder: cwd, label });
      }
    }
    this.warnOfUnknown(env);
  }

  addFile(path: string, fields: Readonly<Record<string, unknown>>): void {
    for (const [name, raw] of Object.entries(fields)) {
      const origin = { source: 'file', strength: 1, folder: dirname(path) } as const;
      const label = `${path}, key ${name}`;
      if (name === '$schema') {
        continue;
      }
      if (!isConfigKeyName(name)) {
        const text = `${label}: there is no such key; keys are ${CONFIG_KEY_NAMES.join(', ')}`;
        this.problems.push({ key: name, source: 'file', text });
      } else if (getConfigKey(name).secret === 'env') {
        const text = `${label}: it belongs into the environment (${variableOf(name)}), not into a file that is easily copied`;
        this.problems.push({ key: name, source: 'file', text });
      } else {
        this.add(name, raw, { ...origin, label });
      }
    }
  }

  find<Name extends ConfigKeyName>(name: Name): Found<ConfigValues[Name]> | undefined {
    // `add` stored what this key's own schema answered.
    return this.found.get(name) as Found<ConfigValues[Name]> | undefined;
  }

  get<Name extends ConfigKeyName>(name: Name, fallback: ConfigValues[Name]): ConfigValues[Name];
  get<Name extends ConfigKeyName>(name: Name): ConfigValues[Name] | undefined;
  get<Name extends ConfigKeyName>(
    name: Name,
    fallback?: ConfigValues[Name],
  ): ConfigValues[Name] | undefined {
    const found = this.find(name);
    return found ? found.value : fallback;
  }

  /** The strongest of several; the first of them where two are as strong. */
  getFirst<Name extends ConfigKeyName>(
    names: readonly Name[],
    fallback: ConfigValues[Name],
  ): ConfigValues[Name] {
    let best: Found<ConfigValues[Name]> = { value: fallback, strength: 0, folder: '' };
    for (const name of names) {
      const next = this.find(name);
      best = next && next.strength > best.strength ? next : best;
    }
    return best.value;
  }

  private add(name: ConfigKeyName, raw: unknown, origin: Origin): void {
    const key = getConfigKey(name);
    const parsed = key.kind.schema.safeParse(raw);
    if (!parsed.success) {
      const shown = key.secret ? 'a value that is not shown' : show(raw);
      const text = `${origin.label} takes ${key.kind.takes}; it is ${shown}`;
      this.problems.push({ key: name, source: origin.source, text });
      return;
    }
    const strength = this.found.get(name)?.strength ?? 0;
    if (origin.strength > strength) {
      const { folder } = origin;
      this.found.set(name, { value: parsed.data, strength: origin.strength, folder });
    }
  }

  private warnOfUnknown(env: Readonly<Record<string, string | undefined>>): void {
    for (const variable of Object.keys(env)) {
      const name = /^HOOKBENCH_(.+)$/.exec(variable)?.[1];
      if (name && !OTHER_VARIABLES.has(name) && !isConfigKeyName(name.toLowerCase())) {
        this.warnings.push(`environment ${variable}: there is no such key; it is ignored`);
      }
    }
  }
}

function show(raw: unknown): string {
  const text = JSON.stringify(raw) ?? String(raw);
  // The password of a URL stays out of terminals and logs.
  const masked = text.replaceAll(/\/\/[^/@\s]*@/g, '//***@');
  return masked.length > 80 ? `${masked.slice(0, 80)}…` : masked;
}
