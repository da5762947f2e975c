import type { NamedKey } from '../dialects/dialect.ts';
import type { DialectFacts } from '../dialects/facts.ts';
import { prepareKey } from '../dialects/keys.ts';
import { bodyForms } from './body-forms.ts';
import { type Change, changes, type Form } from './change.ts';
import { digestOf, type Scheme, type SchemeRequest, schemeForms, schemeOf } from './schemes.ts';
import { secretForms } from './secret-forms.ts';
import type { Target } from './targets.ts';

/** The search stops at this many variants, or earlier where bodies are big: it hashes a bounded amount. */
const MAX_VARIANTS = 5_000;
const MAX_HASHED_BYTES = 9 * 1024 * 1024;
/** Writing JSON anew costs so many times what hashing it costs. */
const JSON_COST = 8;
/** What one digest costs beside its bytes. */
const COST_OF_A_DIGEST_BYTES = 1_500;

export interface SearchInput {
  readonly facts: DialectFacts;
  readonly others: readonly DialectFacts[];
  readonly request: SchemeRequest;
  readonly bodyBytes: Uint8Array;
  /** The keys of the path, newest first. */
  readonly keys: readonly NamedKey[];
  /** Every other key that the program knows. */
  readonly otherKeys: readonly NamedKey[];
  readonly targets: readonly Target[];
}

/** A variant that reproduces a target: what was done differently, in the order of the steps. */
export interface Found {
  readonly changes: readonly Change[];
  readonly target: Target;
  readonly bodyBytes: Uint8Array;
  readonly key: NamedKey;
}

export interface SearchResult {
  readonly found: Found | undefined;
  readonly tried: number;
}

interface KeyForm {
  readonly bytes: Uint8Array;
  readonly key: NamedKey;
  readonly change?: Change;
}

interface Trial {
  readonly key: KeyForm;
  readonly scheme: Form<Scheme>;
  readonly body: Form<Uint8Array>;
}

/** Recomputes the signature for a bounded set of variants, simplest causes first, until one fits. */
export function searchVariants(input: SearchInput): SearchResult {
  const budget = { variants: 0, hashedBytes: 0 };
  const targets = indexTargets(input.targets);
  if (targets.size === 0) {
    return { found: undefined, tried: 0 };
  }
  for (const trial of trials(input)) {
    budget.variants += 1;
    budget.hashedBytes += costOf(trial.body) + COST_OF_A_DIGEST_BYTES;
    const digest = digestOf(trial.scheme.value, trial.key.bytes, trial.body.value);
    const target = digest && targets.get(digest.toString('latin1'));
    if (target) {
      return { found: toFound(trial, target), tried: budget.variants };
    }
    if (budget.variants >= MAX_VARIANTS || budget.hashedBytes >= MAX_HASHED_BYTES) {
      break;
    }
  }
  return { found: undefined, tried: budget.variants };
}

function costOf({ value, change }: Form<Uint8Array>): number {
  return change?.code === 'body_reserialised' ? value.length * JSON_COST : value.length;
}

function indexTargets(targets: readonly Target[]): Map<string, Target> {
  const index = new Map<string, Target>();
  for (const target of targets) {
    const name = target.bytes.toString('latin1');
    if (!index.has(name)) {
      index.set(name, target);
    }
  }
  return index;
}

function toFound({ key, scheme, body }: Trial, target: Target): Found {
  const made = [key.change, scheme.change, body.change];
  return {
    changes: made.filter((change) => change !== undefined),
    target,
    bodyBytes: body.value,
    key: key.key,
  };
}

/** One thing changed at a time, then two, then two about the body. */
function* trials(input: SearchInput): Generator<Trial> {
  const expected = schemeOf(input.facts, input.request);
  if (!expected) {
    return;
  }
  const scheme: Form<Scheme> = { value: expected };
  const body: Form<Uint8Array> = { value: input.bodyBytes };
  const own = ownKeys(input, expected);
  const foreign = foreignKeys(input, expected);
  const reformed = reformedKeys(input);
  yield* each([...own, ...foreign, ...reformed], (key) => ({ key, scheme, body }));
  const bodies = remember(bodyForms(input.bodyBytes));
  for (const key of own) {
    yield* each(bodies(), (other) => ({ key, scheme, body: other }));
  }
  const schemes = [...schemeForms(input.facts, input.request, input.others)];
  for (const other of schemes) {
    yield* each(keysFor(input, other.value, own), (key) => ({ key, scheme: other, body }));
  }
  yield* pairs({ input, own, foreign, reformed, schemes, scheme, bodies });
  yield* twoBodyForms({ own, scheme, bodies });
}

interface Sets {
  readonly input: SearchInput;
  readonly own: readonly KeyForm[];
  readonly foreign: readonly KeyForm[];
  readonly reformed: readonly KeyForm[];
  readonly schemes: readonly Form<Scheme>[];
  readonly scheme: Form<Scheme>;
  readonly bodies: () => Iterable<Form<Uint8Array>>;
}

function* pairs(sets: Sets): Generator<Trial> {
  const { input, own, foreign, reformed, schemes, scheme, bodies } = sets;
  const body: Form<Uint8Array> = { value: input.bodyBytes };
  for (const other of schemes) {
    yield* each([...foreign, ...reformed], (key) => ({ key, scheme: other, body }));
  }
  const few = first(bodies(), 24);
  for (const key of [...foreign, ...reformed]) {
    yield* each(few, (other) => ({ key, scheme, body: other }));
  }
  for (const other of schemes) {
    for (const key of keysFor(input, other.value, own)) {
      yield* each(few, (one) => ({ key, scheme: other, body: one }));
    }
  }
}

/** JSON written again and a newline at its end: what a file made by a tool looks like. */
function* twoBodyForms({ own, scheme, bodies }: Pick<Sets, 'own' | 'scheme' | 'bodies'>) {
  const ends = ['\n', '\r\n'];
  for (const key of own) {
    for (const one of bodies()) {
      for (const end of ends) {
        const value = Buffer.concat([one.value, Buffer.from(end)]);
        yield { key, scheme, body: { ...one, value } } satisfies Trial;
      }
    }
  }
}

function ownKeys(input: SearchInput, scheme: Scheme): KeyForm[] {
  return input.keys.flatMap((key) => preparedForm(key, scheme));
}

/** A key of somebody else, read as this dialect reads keys. */
function foreignKeys(input: SearchInput, scheme: Scheme): KeyForm[] {
  const own = new Set(input.keys.map((key) => key.secret));
  const expected = input.keys[0]?.source ?? 'this inbox';
  return input.otherKeys
    .filter((key) => !own.has(key.secret))
    .flatMap((key) =>
      preparedForm(key, scheme).map((form) => ({
        ...form,
        change: changes.wrongSecret(key.source, expected),
      })),
    );
}

function reformedKeys(input: SearchInput): KeyForm[] {
  const forms: KeyForm[] = [];
  for (const key of input.keys.slice(0, 4)) {
    for (const { value, change } of secretForms(key.secret, input.facts)) {
      if (change && value.length > 0) {
        forms.push({ bytes: value, key, change });
      }
    }
  }
  return forms;
}

/** The path's keys as another scheme reads them; where it cannot, as the expected one does. */
function keysFor(input: SearchInput, scheme: Scheme, own: readonly KeyForm[]): KeyForm[] {
  const forms = ownKeys(input, scheme);
  return forms.length > 0 ? forms : [...own];
}

function preparedForm(key: NamedKey, scheme: Scheme): KeyForm[] {
  const prepared = prepareKey(scheme.keyFacts, key);
  return prepared.kind === 'shared' ? [{ bytes: prepared.bytes, key }] : [];
}

function* each<Item>(items: Iterable<Item>, trial: (item: Item) => Trial): Generator<Trial> {
  for (const item of items) {
    yield trial(item);
  }
}

function first<Item>(items: Iterable<Item>, count: number): Item[] {
  const taken: Item[] = [];
  for (const item of items) {
    if (taken.length === count) {
      break;
    }
    taken.push(item);
  }
  return taken;
}

/** A generator that can be walked several times; each item is made once, when it is first asked for. */
function remember<Item>(source: Generator<Item>): () => Iterable<Item> {
  const known: Item[] = [];
  return function* walk() {
    for (let index = 0; ; index += 1) {
      if (index === known.length) {
        const next = source.next();
        if (next.done) {
          return;
        }
        known.push(next.value);
      }
      const item = known[index];
      if (item !== undefined) {
        yield item;
      }
    }
  };
}
