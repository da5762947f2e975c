import type { PublisherId } from '../contract/ids.ts';
import type { Publisher, PublisherCreate } from '../contract/publisher.ts';
import { MAX_SEED } from '../core/catalogue/random-data.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import { seededFraction, seededWhole } from '../core/seeded.ts';
import type { Clock, ConfigStores, LiveFeed, Log, Random } from '../ports.ts';
import type { Catalogue } from './event-types.ts';
import type { PublishEvents } from './publish-events.ts';

/**
 * Publishers of dummy events. Their sequence follows from the seed alone: which event type, which
 * data, which pause. One that runs when the program ends goes on at the next start, where it was.
 */
export interface Publishers {
  list(): readonly Publisher[];
  start(input: PublisherCreate): Promise<Publisher>;
  /** Stops and forgets it. Throws AppError `publisher_not_found`. */
  remove(id: PublisherId): Promise<void>;
  /** Goes on with those that ran when the program ended. */
  resume(): void;
  /** Stops all timers and stores how far they came. */
  close(): Promise<void>;
}

export interface PublisherDeps {
  readonly publishers: ConfigStores['publishers'];
  readonly catalogue: Pick<Catalogue, 'check' | 'matching' | 'find' | 'randomData'>;
  readonly publish: PublishEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly feed: Pick<LiveFeed, 'changed'>;
}

interface Running {
  publisher: Publisher;
  dueAtMs: number;
  storedAtMs: number;
  cancel: () => void;
}

/** How far it came is stored this often: not once per event. */
const STORE_MS = 1000;
/** What the exposee sends by itself is no dummy, unless it is asked for by name. */
const NOT_BY_PATTERN = new Set(['ping', 'hook.triggered']);
const DRAWS = 3;

export function createPublishers(deps: PublisherDeps): Publishers {
  return new DummyPublishers(deps);
}

class DummyPublishers implements Publishers {
  private readonly deps: PublisherDeps;
  private readonly running = new Map<PublisherId, Running>();

  constructor(deps: PublisherDeps) {
    this.deps = deps;
  }

  list(): readonly Publisher[] {
    const stored = this.deps.publishers.all();
    return stored.map((publisher) => this.running.get(publisher.id)?.publisher ?? publisher);
  }

  async start(input: PublisherCreate): Promise<Publisher> {
    const { catalogue, random, publishers, feed } = this.deps;
    catalogue.check(input.event_types, (index) => `event_types[${index}]`);
    const publisher: Publisher = {
      id: newId('pub', (size) => random.bytes(size)) as PublisherId,
      event_types: input.event_types,
      min_ms: input.min_ms,
      max_ms: input.max_ms,
      seed: input.seed ?? Math.floor(random.next() * MAX_SEED),
      count: input.count,
      is_running: true,
      published: 0,
      last_error: null,
      next_at: null,
    };
    await publishers.put(publisher);
    feed.changed('publishers');
    return this.run(publisher, 0).publisher;
  }

  async remove(id: PublisherId): Promise<void> {
    this.running.get(id)?.cancel();
    this.running.delete(id);
    if (!(await this.deps.publishers.remove(id))) {
      throw new AppError('publisher_not_found', 'There is no such publisher.');
    }
    this.deps.feed.changed('publishers');
  }

  resume(): void {
    for (const publisher of this.deps.publishers.all()) {
      if (publisher.is_running && !this.running.has(publisher.id)) {
        this.run(publisher, pauseOf(publisher));
      }
    }
  }

  async close(): Promise<void> {
    const open = [...this.running.values()];
    this.running.clear();
    for (const entry of open) {
      entry.cancel();
      await this.store(entry);
    }
  }

  private run(publisher: Publisher, firstDelayMs: number): Running {
    const now = this.deps.clock.monotonic();
    const dueAtMs = now + firstDelayMs;
    const entry: Running = { publisher, dueAtMs, storedAtMs: now, cancel: () => undefined };
    this.running.set(publisher.id, entry);
    this.plan(entry);
    return entry;
  }

  private plan(entry: Running): void {
    const { clock, log } = this.deps;
    const delayMs = Math.max(0, entry.dueAtMs - clock.monotonic());
    const next_at = new Date(clock.now() + delayMs).toISOString();
    entry.publisher = { ...entry.publisher, next_at };
    entry.cancel = clock.after(delayMs, () => {
      this.step(entry).catch((error: unknown) => log.error({ err: error }, 'a publisher failed'));
    });
  }

  private async step(entry: Running): Promise<void> {
    const { clock, feed } = this.deps;
    const { publisher } = entry;
    const last_error = await publishOne(this.deps, publisher);
    if (!this.running.has(publisher.id)) {
      return;
    }
    const published = publisher.published + (last_error === null ? 1 : 0);
    const isDone = publisher.count !== null && published >= publisher.count;
    entry.publisher = { ...publisher, published, last_error, is_running: !isDone, next_at: null };
    if (isDone) {
      this.running.delete(publisher.id);
    } else {
      // From the time it was due, so that intervals do not drift; never to make up for a sleep.
      entry.dueAtMs = Math.max(entry.dueAtMs + pauseOf(entry.publisher), clock.monotonic());
      this.plan(entry);
    }
    if (isDone || clock.monotonic() - entry.storedAtMs >= STORE_MS) {
      await this.store(entry);
      feed.changed('publishers');
    }
  }

  private async store(entry: Running): Promise<void> {
    entry.storedAtMs = this.deps.clock.monotonic();
    await this.deps.publishers.put(entry.publisher);
  }
}

/** Answers why it failed, or null. */
async function publishOne(deps: PublisherDeps, publisher: Publisher): Promise<string | null> {
  const { seed, published } = publisher;
  const names = namesOf(deps, publisher);
  const name = names[seededWhole(seed, published * DRAWS, names.length)];
  if (name === undefined) {
    return 'No event type of the catalogue fits any more.';
  }
  try {
    const data = deps.catalogue.randomData(
      name,
      seededWhole(seed, published * DRAWS + 1, MAX_SEED),
    );
    await deps.publish([{ type: name, dataText: JSON.stringify(data), origin: 'publisher' }]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function namesOf(deps: PublisherDeps, publisher: Publisher): readonly string[] {
  const names = publisher.event_types.flatMap((pattern) =>
    pattern.includes('*')
      ? deps.catalogue.matching(pattern).filter((name) => isDummy(deps, name))
      : [pattern].filter((name) => deps.catalogue.find(name) !== undefined),
  );
  return [...new Set(names)];
}

/** Providers' own event types have no generator: they are sent where they are named. */
function isDummy(deps: PublisherDeps, name: string): boolean {
  return !NOT_BY_PATTERN.has(name) && deps.catalogue.find(name)?.origin !== 'dialect';
}

function pauseOf({ seed, published, min_ms, max_ms }: Publisher): number {
  const share = seededFraction(seed, published * DRAWS + 2);
  return Math.round(min_ms + share * (max_ms - min_ms));
}
