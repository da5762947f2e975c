import { Ajv2020 } from 'ajv/dist/2020.js';
import { type EventType, EventTypeSchema } from '../contract/event.ts';
import { nearestWord } from '../contract/filter-keys.ts';
import type { FieldError } from '../contract/problem.ts';
import { builtInEventTypes } from '../core/catalogue/built-in.ts';
import { derivedSamples } from '../core/catalogue/derived-samples.ts';
import { dialectEventTypes } from '../core/catalogue/dialect-types.ts';
import { findRandomData } from '../core/catalogue/random-data.ts';
import { listDialects } from '../core/dialects/registry.ts';
import { AppError } from '../core/errors.ts';
import { PING_EVENT_TYPE, wantsEventType } from '../core/matching.ts';
import type { ConfigStores, LiveFeed } from '../ports.ts';
import { removeOwnSample, saveOwnSample, withOwnSamples } from './own-samples.ts';

/**
 * The catalogue: what can be published and subscribed to. An event type that is not in it is
 * refused with the nearest name, so that a slip of the finger is an error and not a silence.
 */
export interface Catalogue {
  all(): readonly EventType[];
  find(name: string): EventType | undefined;
  isKnown(name: string): boolean;
  /** Every known event type that a pattern stands for. */
  matching(pattern: string): readonly string[];
  /** Throws AppError `unknown_event_type` unless each is known, or a pattern that stands for something. */
  check(patterns: readonly string[], pathOf: (index: number) => string): void;
  save(name: string, input: EventTypeInput): Promise<EventType>;
  remove(name: string): Promise<void>;
  /** Keeps a payload as a sample of any type, the built-in ones too. Throws AppError `unknown_event_type`. */
  saveSample(name: string, sample: string, text: string): Promise<EventType>;
  removeSample(name: string, sample: string): Promise<void>;
  /** Random data from a seed; of a type without a generator its sample. */
  randomData(name: string, seed: number): unknown;
}

export interface EventTypeInput {
  readonly group?: string | undefined;
  readonly description?: string | undefined;
  readonly schema?: Record<string, unknown> | undefined;
  readonly sample: unknown;
  readonly samples?: Record<string, unknown> | undefined;
}

interface CatalogueDeps {
  readonly eventTypes: ConfigStores['eventTypes'];
  readonly feed: Pick<LiveFeed, 'changed'>;
  /** Event types that dialects bring along; those of all built-in dialects where it is left out. */
  readonly dialectTypes?: readonly EventType[];
}

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  // The built-in ones come last into the map: where a provider has an event of the same name, ours counts.
  const { dialectTypes = dialectEventTypes(listDialects()) } = deps;
  const known = [...dialectTypes, ...builtInEventTypes()];
  const fixedByName = new Map(known.map((type) => [type.name, type]));
  const fixed = known.filter((type) => fixedByName.get(type.name) === type).sort(byOrigin);

  function find(name: string): EventType | undefined {
    const fixedType = fixedByName.get(name);
    return fixedType ? withOwnSamples(deps, fixedType) : withoutId(deps.eventTypes.find(name));
  }
  function own(): readonly EventType[] {
    const stored = deps.eventTypes.all().filter((type) => !fixedByName.has(type.name));
    return stored.flatMap((type) => withoutId(type) ?? []);
  }
  function names(): readonly string[] {
    return [...fixedByName.keys(), ...own().map((type) => type.name)];
  }
  function isKnown(name: string): boolean {
    return fixedByName.has(name) || deps.eventTypes.find(name) !== undefined;
  }
  function matching(pattern: string): readonly string[] {
    const wanted = { eventTypes: [pattern] };
    return names().filter((name) => name !== PING_EVENT_TYPE && wantsEventType(wanted, name));
  }
  function isFit(pattern: string): boolean {
    return isKnown(pattern) || /^\*+$/.test(pattern) || hasMatch(pattern);
  }
  function hasMatch(pattern: string): boolean {
    return pattern.includes('*') && matching(pattern).length > 0;
  }
  function getKnown(name: string): EventType {
    const type = find(name);
    if (type) {
      return type;
    }
    const message = unknownText(name, names());
    throw new AppError('unknown_event_type', `name: ${message}`, [{ path: 'name', message }]);
  }
  return {
    all: () => [...fixed.map((type) => withOwnSamples(deps, type)), ...own()],
    find,
    isKnown,
    matching,
    check: (patterns, pathOf) => {
      const errors = patterns.flatMap((pattern, index) =>
        isFit(pattern) ? [] : [{ path: pathOf(index), message: unknownText(pattern, names()) }],
      );
      throwUnknown(errors);
    },
    save: async (name, input) => {
      const type = newType(name, input, find(name));
      await deps.eventTypes.put({ ...type, id: name });
      deps.feed.changed('event_types');
      return type;
    },
    remove: async (name) => {
      refuseFixed(find(name));
      if (!(await deps.eventTypes.remove(name))) {
        throwUnknown([{ path: 'name', message: unknownText(name, names()) }]);
      }
      deps.feed.changed('event_types');
    },
    saveSample: (name, sample, text) => saveOwnSample(deps, getKnown(name), { name: sample, text }),
    removeSample: (name, sample) => removeOwnSample(deps, getKnown(name), sample),
    randomData: (name, seed) => findRandomData(name, seed) ?? getKnown(name).sample,
  };
}

/** Ours first: the list is read by people. */
function byOrigin(a: EventType, b: EventType): number {
  return Number(a.origin === 'dialect') - Number(b.origin === 'dialect');
}

function newType(name: string, input: EventTypeInput, before: EventType | undefined): EventType {
  refuseFixed(before);
  const schema = input.schema ?? {};
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  if (ajv.validateSchema(schema) !== true) {
    const message = `a JSON Schema (2020-12): ${ajv.errorsText(ajv.errors)}`.slice(0, 300);
    throw new AppError('invalid_request', `schema: ${message}`, [{ path: 'schema', message }]);
  }
  const { sample, samples } = derivedSamples(schema, input.sample);
  return EventTypeSchema.parse({
    name,
    group: input.group ?? 'Your own',
    description: input.description ?? '',
    schema,
    sample,
    samples: { ...samples, ...input.samples },
    ...(before?.own_samples ? { own_samples: before.own_samples } : {}),
    origin: 'user',
  });
}

function refuseFixed(type: EventType | undefined): void {
  if (type && type.origin !== 'user') {
    const detail = `${type.name} ships with Hookbench and stays as it is. Choose another name.`;
    throw new AppError('conflict', detail, [{ path: 'name', message: 'is taken' }]);
  }
}

function throwUnknown(errors: readonly FieldError[]): void {
  if (errors[0]) {
    const detail = `${errors[0].path}: ${errors[0].message}`;
    throw new AppError('unknown_event_type', detail, errors);
  }
}

function unknownText(name: string, known: readonly string[]): string {
  if (name.includes('*')) {
    return `no event type fits ${name}; GET /event-types lists them all`;
  }
  const near = nearestWord(name, known);
  const hint = near ? `did you mean ${near}?` : 'GET /event-types lists them all';
  return `${name} is not in the catalogue; ${hint}`;
}

function withoutId(stored: (EventType & { readonly id: string }) | undefined) {
  if (!stored) {
    return undefined;
  }
  const { id: _, ...type } = stored;
  return type;
}
