import { isUtf8 } from 'node:buffer';
import type { FieldError } from '../contract/problem.ts';
import { MAX_JSON_BYTES, MAX_JSON_DEPTH } from '../contract/text.ts';
import type { BatchResult } from '../contract/trigger.ts';
import { AppError } from '../core/errors.ts';
import { JsonFault, type JsonSource, scanJson } from '../core/json-source.ts';
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
const NEWLINE = 0x0a;

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

  /** Publishes one group of lines. Resolves as soon as there is room for the next. */
  async add(lines: readonly Line[]): Promise<void> {
    const first = this.results.length;
    for (const [index, line] of lines.entries()) {
      this.results.push({ line: first + index + 1 });
      if ('refusal' in line) {
        this.refuse(first + index, line.refusal);
      }
    }
    const group = this.publish(first, lines);
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

/** The events of an NDJSON stream, group by group as its bytes come in. Empty lines are skipped. */
export async function* readLines(
  deps: BatchDeps,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<readonly Line[]> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let isSkipping = false;
  for await (const chunk of chunks) {
    const part = isSkipping ? afterNewline(chunk) : chunk;
    const end = part?.lastIndexOf(NEWLINE) ?? -1;
    if (!part) {
      continue;
    }
    isSkipping = false;
    if (end >= 0) {
      yield wholeLines(deps, rest, part.subarray(0, end));
      rest = [];
      restBytes = 0;
    }
    rest.push(part.subarray(end + 1));
    restBytes += part.byteLength - end - 1;
    if (restBytes > MAX_JSON_BYTES) {
      rest = [];
      restBytes = 0;
      isSkipping = true;
      yield [{ refusal: lineTooLong() }];
    }
  }
  if (restBytes > 0) {
    yield linesOf(deps, Buffer.concat(rest));
  }
}

/** Only the line that came in pieces is put together: the others stay where they are. */
function wholeLines(deps: BatchDeps, rest: readonly Uint8Array[], part: Uint8Array): Line[] {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  if (rest.length === 0) {
    return linesOf(deps, bytes);
  }
  const newline = bytes.indexOf(NEWLINE);
  const first = newline < 0 ? bytes.length : newline;
  return [
    ...linesOf(deps, Buffer.concat([...rest, bytes.subarray(0, first)])),
    ...linesOf(deps, bytes.subarray(first + 1)),
  ];
}

function afterNewline(chunk: Uint8Array): Uint8Array | undefined {
  const at = chunk.indexOf(NEWLINE);
  return at < 0 ? undefined : chunk.subarray(at + 1);
}

/** Each line becomes a text of its own: a piece of a big one would be slow to read and keep it all alive. */
function linesOf(deps: BatchDeps, bytes: Buffer): Line[] {
  const isGood = isUtf8(bytes);
  return splitBytes(bytes).map((part) =>
    isGood || isUtf8(part)
      ? lineOf(deps, part.toString('utf8'))
      : { refusal: new AppError('invalid_json', 'The line is not UTF-8 text.') },
  );
}

function lineOf(deps: BatchDeps, text: string): Line {
  if (text.length > MAX_JSON_BYTES) {
    return { refusal: lineTooLong() };
  }
  return readLine(deps, () => scanJson(text, MAX_JSON_DEPTH));
}

function splitBytes(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  parts.push(bytes.subarray(start));
  return parts.filter((part) => !isBlank(part));
}

/** Looks no further than the first byte that is no blank. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function lineTooLong(): AppError {
  return new AppError('body_too_large', `A line may hold ${MAX_JSON_BYTES} bytes at most.`, [
    { path: '', message: 'the line is too long' },
  ]);
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
