import type { FieldError } from '../contract/problem.ts';
import type { BatchResult } from '../contract/trigger.ts';
import { AppError } from '../core/errors.ts';
import { JsonFault, type JsonSource } from '../core/json-source.ts';
import type { EventToPublish, PublishEvents, PublishResult } from '../flows/publish-events.ts';

export interface BatchDeps {
  readonly publish: PublishEvents;
  /** The event in a JSON object; throws AppError where it is none or may not be published. */
  readonly readEvent: (source: JsonSource) => EventToPublish;
}

/** How a batch went: one result per line, in order. */
export interface BatchOutcome {
  readonly results: readonly BatchResult[];
  readonly accepted: number;
  readonly refused: number;
  /** Of the refused ones, with `[3].event` as path. The first hundred. */
  readonly errors: readonly FieldError[];
  readonly firstRefusal: AppError | undefined;
}

/** Groups under way at a time: the disk writes one while the next is read. More would only take memory. */
const MAX_GROUPS = 8;
const MAX_ERRORS = 100;

export type Line = { readonly event: EventToPublish } | { readonly refusal: AppError };

/** Takes events in as they come and keeps their results in order. */
export class TriggerBatch {
  private readonly deps: BatchDeps;
  private readonly results: BatchResult[] = [];
  private readonly errors: FieldError[] = [];
  private readonly groups: Promise<void>[] = [];
  private firstRefusal: AppError | undefined;
  private accepted = 0;

  constructor(deps: BatchDeps) {
    this.deps = deps;
  }

  /** Lines so far. */
  get size(): number {
    return this.results.length;
  }

  /**
   * Publishes one group of lines, and calls `done` once nothing more is wanted of it. Resolves as
   * soon as there is room for the next.
   */
  async add(lines: readonly Line[], done: () => void = () => undefined): Promise<void> {
    const first = this.results.length;
    for (const [index, line] of lines.entries()) {
      this.results.push({ line: first + index + 1 });
      if ('refusal' in line) {
        this.refuse(first + index, line.refusal);
      }
    }
    const group = this.publish(first, lines).finally(done);
    // Awaited in order below; until then a failure must not count as unhandled.
    group.catch(() => undefined);
    this.groups.push(group);
    if (this.groups.length >= MAX_GROUPS) {
      await this.groups.shift();
    }
  }

  async finish(): Promise<BatchOutcome> {
    await Promise.all(this.groups);
    const { results, accepted, errors, firstRefusal } = this;
    return { results, accepted, refused: results.length - accepted, errors, firstRefusal };
  }

  private async publish(first: number, lines: readonly Line[]): Promise<void> {
    const indexes: number[] = [];
    const events: EventToPublish[] = [];
    for (const [offset, line] of lines.entries()) {
      if ('event' in line) {
        indexes.push(first + offset);
        events.push(line.event);
      }
    }
    if (events.length === 0) {
      return;
    }
    try {
      const published = await this.deps.publish(events);
      for (const [offset, index] of indexes.entries()) {
        this.settle(index, published[offset]);
      }
    } catch (error) {
      const refusal = error instanceof AppError ? error : undefined;
      if (!refusal) {
        throw error;
      }
      for (const index of indexes) {
        this.refuse(index, refusal);
      }
    }
  }

  private settle(index: number, result: PublishResult | undefined): void {
    if (!result || result.kind === 'conflict') {
      this.refuse(index, conflict());
      return;
    }
    this.accepted += 1;
    const { eventId } = result;
    this.results[index] =
      result.kind === 'stored'
        ? { line: index + 1, event_id: eventId, deliveries: result.deliveryIds.length }
        : {
            line: index + 1,
            event_id: eventId,
            deliveries: result.deliveries,
            is_duplicate: true,
          };
  }

  private refuse(index: number, refusal: AppError): void {
    this.firstRefusal ??= refusal;
    this.results[index] = { line: index + 1, code: refusal.code, detail: refusal.message };
    for (const error of refusal.errors ?? []) {
      if (this.errors.length < MAX_ERRORS) {
        const dot = error.path === '' || error.path.startsWith('[') ? '' : '.';
        this.errors.push({
          path: `[${index}]${dot}${error.path}`,
          message: error.message,
        });
      }
    }
  }
}

/** The refusal of an id that was used for something else. */
export function conflict(): AppError {
  const detail = 'id: this id was used before for an event with other content. Choose a new id.';
  return new AppError('event_id_conflict', detail, [{ path: 'id', message: 'is taken' }]);
}

/** Reads the event in a text that is known to be JSON, or the refusal of it. */
export function readLine(deps: BatchDeps, read: () => JsonSource): Line {
  try {
    return { event: deps.readEvent(read()) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) {
    return error;
  }
  if (error instanceof JsonFault) {
    const code = error.kind === 'too_deep' ? 'invalid_request' : 'invalid_json';
    const message = `${error.message} at position ${error.position}`;
    return new AppError(code, `The line is not as expected: ${message}.`, [
      { path: error.member ?? '', message },
    ]);
  }
  throw error;
}
