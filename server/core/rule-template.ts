import type { Faker } from '@faker-js/faker';
// The one locale alone: the whole package with its 70 locales would double the start of the program.
import { faker } from '@faker-js/faker/locale/en';
import { Drop, Liquid, type Template } from 'liquidjs';
import { parseBody, type RuleRequest } from './rule-match.ts';

/** Bounds of one rendering: a template is user input and runs on the capture path. */
const RENDER_LIMIT_MS = 100;
/** Units of liquidjs: characters and array elements that the template makes. */
const MEMORY_LIMIT = 4_000_000;
const PARSE_LIMIT = 1_000_000;
const MAX_PARSED = 200;

/** No file system: `render` and `include` find nothing. */
const engine = new Liquid({
  templates: {},
  parseLimit: PARSE_LIMIT,
  renderLimit: RENDER_LIMIT_MS,
  memoryLimit: MEMORY_LIMIT,
  ownPropertyOnly: true,
});
const parsed = new Map<string, Template[]>();

/** Throws liquidjs' error where the text is no template. */
export function parseTemplate(source: string): void {
  templatesOf(source);
}

/**
 * The body that a rule answers with: Liquid over `request` (method, path, target, query, headers, body,
 * json, event, delivery_key, verdict, dialect) and `fake` (`fake.person.full_name`), which yields the
 * same data for the same seed. Throws liquidjs' error where it fails or takes too much.
 */
export function renderTemplate(source: string, request: RuleRequest, seed: number): Uint8Array {
  if (!source.includes('{{') && !source.includes('{%')) {
    return new TextEncoder().encode(source);
  }
  faker.seed(seed);
  faker.setDefaultRefDate(new Date(Date.UTC(2026, 0, 1)));
  const scope = { request: requestScope(request), fake: new FakeData(faker) };
  const text: string = engine.renderSync(templatesOf(source), scope);
  return new TextEncoder().encode(text);
}

function templatesOf(source: string): Template[] {
  const known = parsed.get(source);
  if (known) {
    return known;
  }
  if (parsed.size >= MAX_PARSED) {
    parsed.clear();
  }
  const templates = engine.parse(source);
  parsed.set(source, templates);
  return templates;
}

function requestScope(request: RuleRequest): object {
  const mark = request.target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1));
  return {
    method: request.method,
    path: request.path,
    target: request.target,
    query: Object.fromEntries(query),
    headers: Object.fromEntries(
      request.headers.map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: request.bodyBytes === undefined ? '' : new TextDecoder().decode(request.bodyBytes),
    json: parseBody(request)?.value,
    event: request.eventType,
    delivery_key: request.deliveryKey,
    verdict: request.verdict,
    dialect: request.dialect,
  };
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
