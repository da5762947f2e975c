import type { Faker } from '@faker-js/faker';
// The one locale alone: the whole package with its 70 locales would double the start of the program.
import { faker } from '@faker-js/faker/locale/en';
import { Drop, Liquid, type Template } from 'liquidjs';

/** Bounds of one rendering: a template is user input and runs on the capture path. */
const RENDER_LIMIT_MS = 100;
/** Units of liquidjs: characters and array elements that the template makes. */
const MEMORY_LIMIT = 4_000_000;
const PARSE_LIMIT = 1_000_000;
const MAX_PARSED = 200;

/** No file system: `render` and `include` find nothing. */
const LIMITS = {
  templates: {},
  parseLimit: PARSE_LIMIT,
  renderLimit: RENDER_LIMIT_MS,
  memoryLimit: MEMORY_LIMIT,
  ownPropertyOnly: true,
};
const lenient = new Liquid(LIMITS);
const strict = new Liquid({ ...LIMITS, strictVariables: true, strictFilters: true });
const parsed = new Map<string, Template[]>();

/** Words that every template knows, beside those of its own place. */
export const TEMPLATE_WORDS = ['uuid', 'now', 'timestamp', 'timestamp_ms', 'fake'] as const;

export interface TemplateInput {
  /** The same seed makes the same `uuid` and `fake` data; several numbers are one seed. */
  readonly seed: number | number[];
  /** What `now` says, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Words of this place alone. */
  readonly words: object;
  /** A word that is not known is an error, not an empty text. */
  readonly isStrict?: boolean;
}

/** Whether a text holds anything that a template would fill in. */
export function hasTemplate(source: string): boolean {
  return source.includes('{{') || source.includes('{%');
}

/** Throws liquidjs' error where the text is no template. */
export function parseTemplate(source: string): void {
  templatesOf(source, false);
}

/**
 * Liquid over `uuid`, `now`, `timestamp`, `timestamp_ms`, `fake` (`fake.person.full_name`) and the
 * place's own words. Throws liquidjs' error where it fails or takes too much.
 */
export function renderText(source: string, input: TemplateInput): string {
  if (!hasTemplate(source)) {
    return source;
  }
  faker.seed(input.seed);
  faker.setDefaultRefDate(new Date(Date.UTC(2026, 0, 1)));
  const scope = {
    ...input.words,
    uuid: () => faker.string.uuid(),
    now: new Date(input.nowMs).toISOString(),
    timestamp: Math.floor(input.nowMs / 1000),
    timestamp_ms: input.nowMs,
    fake: new FakeData(faker),
  };
  const isStrict = input.isStrict ?? false;
  return (isStrict ? strict : lenient).renderSync(templatesOf(source, isStrict), scope);
}

function templatesOf(source: string, isStrict: boolean): Template[] {
  const key = `${isStrict ? '!' : '.'}${source}`;
  const known = parsed.get(key);
  if (known) {
    return known;
  }
  if (parsed.size >= MAX_PARSED) {
    parsed.clear();
  }
  const templates = (isStrict ? strict : lenient).parse(source);
  parsed.set(key, templates);
  return templates;
}

/** Modules of faker that a template reaches: those that make up a value out of nothing. */
const MODULES: ReadonlySet<string> = new Set<keyof Faker>([
  'airline',
  'animal',
  'book',
  'color',
  'commerce',
  'company',
  'database',
  'datatype',
  'date',
  'finance',
  'food',
  'git',
  'hacker',
  'image',
  'internet',
  'location',
  'lorem',
  'music',
  'number',
  'person',
  'phone',
  'science',
  'string',
  'system',
  'vehicle',
  'word',
]);

class FakeData extends Drop {
  readonly #faker: Faker;

  constructor(source: Faker) {
    super();
    this.#faker = source;
  }

  override liquidMethodMissing(key: string | number): unknown {
    const name = String(key);
    return MODULES.has(name) ? new FakeModule(Reflect.get(this.#faker, name)) : undefined;
  }
}

class FakeModule extends Drop {
  readonly #module: object;

  constructor(module: object) {
    super();
    this.#module = module;
  }

  /** `full_name` and `fullName` both; called without arguments. */
  override liquidMethodMissing(key: string | number): unknown {
    const name = String(key).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const make: unknown = Object.hasOwn(this.#module, name)
      ? Reflect.get(this.#module, name)
      : undefined;
    return typeof make === 'function' ? make() : undefined;
  }
}
