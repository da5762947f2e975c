import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { EventType } from '../../contract/event.ts';
import { exposeeRoutes } from '../../contract/exposee-routes.ts';
import { TriggeredSchema } from '../../contract/trigger.ts';
import { seededFraction, seededWhole } from '../../core/seeded.ts';
import { fitsWildcard } from '../../core/wildcard.ts';
import { formatDuration } from '../../hosts/duration.ts';
import { createExposeeClient, sendRaw, type Target } from '../client.ts';
import { ApiFailure, CommandFailure, EXIT_FAILURE, usageFailure } from '../failure.ts';
import { abortOnInterrupt, pauseUnless } from '../interrupt.ts';
import { type DurationRange, duration, durationRange, wholeNumber } from '../numbers.ts';
import { runs, textOption } from '../run-command.ts';
import { addExposeeOptions, exposeeTarget } from '../targets.ts';
import { plain, type Terminal } from '../terminal.ts';
import { splitNames } from './register.ts';

type Options = Readonly<Record<string, unknown>>;

const DEFAULT_EVERY_MS = 60_000;
const MAX_SEED = 2 ** 32 - 1;
const DRAWS = 3;
const NOT_BY_PATTERN = new Set(['ping', 'hook.triggered']);

export function addPublish(program: Command): void {
  const command = program
    .command('publish')
    .summary('dummy events from the catalogue, again and again')
    .description(
      'Fires events with random data of the catalogue at an interval, or at random ones.\nThe same seed yields the same events in the same order. Ends with Ctrl-C, or after --count.',
    )
    .option('--every <TIME>', 'the interval; default: 60s', duration)
    .option('--random <RANGE>', 'random intervals between two, such as 5s..60s', durationRange)
    .option('--events <LIST>', 'event types, separated by commas; * stands for any characters')
    .option('--count <N>', 'stops after so many', wholeNumber(1, 10_000_000))
    .option('--seed <N>', 'default: a random one, which is printed', wholeNumber(0, MAX_SEED));
  addExposeeOptions(command).addHelpText(
    'after',
    `
Examples:
  $ hookbench publish --every 10s
  $ hookbench publish --random 5s..60s --events 'payment_*,invoice_completed'
  $ hookbench publish --every 200ms --count 20 --seed 7`,
  );
  runs(command, publish);
}

async function publish(terminal: Terminal, options: Options) {
  const range = intervalOf(options);
  const count = typeof options.count === 'number' ? options.count : Number.POSITIVE_INFINITY;
  const seed = typeof options.seed === 'number' ? options.seed : randomInt(0, MAX_SEED);
  const target = await exposeeTarget(options);
  const types = await chooseTypes(target, textOption(options, 'events'));
  // Loaded here: no other command should wait for the generator.
  const { findRandomData } = await import('../../core/catalogue/random-data.ts');
  const signal = abortOnInterrupt();
  terminal.note(
    `publishing ${types.length} event types to ${target.url}, seed ${seed}; Ctrl-C ends it`,
  );
  let failed = 0;
  for (let index = 0; index < count && !signal.aborted; index += 1) {
    failed += await publishOne(terminal, target, drawEvent({ types, seed, index, findRandomData }));
    if (index + 1 < count) {
      const share = seededFraction(seed, index * DRAWS + 2);
      const delayMs = range.minMs + share * (range.maxMs - range.minMs);
      terminal.progress(`${index + 1} published, the next one in ${formatDuration(delayMs)}`);
      await pauseUnless(signal, delayMs);
    }
  }
  return failed === 0 ? 0 : EXIT_FAILURE;
}

function intervalOf(options: Options): DurationRange {
  const random = options.random as DurationRange | undefined;
  if (random && options.every !== undefined) {
    throw usageFailure('publish takes either --every or --random');
  }
  const everyMs = typeof options.every === 'number' ? options.every : DEFAULT_EVERY_MS;
  return random ?? { minMs: everyMs, maxMs: everyMs };
}

/** The event types that are asked for, in the order of the catalogue. */
async function chooseTypes(target: Target, events: string | undefined): Promise<EventType[]> {
  const { event_types: all } = await createExposeeClient(target).listEventTypes();
  const patterns = events === undefined ? ['*'] : splitNames('--events', events);
  const chosen = patterns.flatMap((pattern) =>
    all.filter((type) =>
      pattern.includes('*')
        ? fitsWildcard(pattern, type.name) && isDummy(type)
        : pattern === type.name,
    ),
  );
  if (chosen.length === 0) {
    const names = all.filter(isDummy).map((type) => plain(type.name));
    throw usageFailure(`--events fits no event type of ${target.url}; it has ${names.join(', ')}`);
  }
  return [...new Set(chosen)];
}

/** What the exposee sends by itself, and what only a provider sends, goes out by its full name alone. */
function isDummy(type: EventType): boolean {
  return !NOT_BY_PATTERN.has(type.name) && type.origin !== 'dialect';
}

interface DrawnEvent {
  readonly event: string;
  readonly data: unknown;
}

interface Draw {
  readonly types: readonly EventType[];
  readonly seed: number;
  /** 0 for the first event. */
  readonly index: number;
  readonly findRandomData: (name: string, seed: number) => unknown;
}

/** The same draws as a publisher of the window makes: type, data, pause. */
function drawEvent({ types, seed, index, findRandomData }: Draw): DrawnEvent {
  const type = types[seededWhole(seed, index * DRAWS, types.length)];
  const name = type?.name ?? '';
  // Types that people added have no generator: their sample stands in.
  const drawn = findRandomData(name, seededWhole(seed, index * DRAWS + 1, MAX_SEED));
  return { event: name, data: drawn === undefined ? (type?.sample ?? null) : drawn };
}

/** Answers 1 where the exposee refused it: one refusal is no reason to stop. */
async function publishOne(terminal: Terminal, target: Target, event: DrawnEvent): Promise<0 | 1> {
  try {
    const text = JSON.stringify(event);
    const contentType = 'application/json';
    const answer = await sendRaw(target, exposeeRoutes.trigger, { text, contentType });
    const reply = TriggeredSchema.safeParse(answer);
    if (!reply.success) {
      throw new CommandFailure(`${target.url} answered with something else than an exposee does`);
    }
    const { event_id: eventId, deliveries } = reply.data;
    terminal.result(
      { event: event.event, event_id: eventId, deliveries, data: event.data },
      () => `${plain(event.event)}  ${eventId}  deliveries: ${deliveries}`,
    );
    return 0;
  } catch (error) {
    if (error instanceof ApiFailure) {
      terminal.note(
        `${plain(event.event)}: ${plain(error.problem.detail)} (${error.problem.code})`,
      );
      return 1;
    }
    throw error;
  }
}
