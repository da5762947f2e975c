import { isUtf8 } from 'node:buffer';
import type { EventId } from '../contract/ids.ts';
import { MAX_JSON_BYTES, MAX_JSON_DEPTH } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import { scanJson } from '../core/json-source.ts';
import { LINE_FIELDS, type LineTable } from '../core/line-table.ts';
import { putBytes } from '../core/put-bytes.ts';
import { type SharedData, textOfShared } from '../core/shared-data.ts';
import type { EventToPublish } from '../flows/publish-events.ts';
import type { EventStream } from './event-streams.ts';
import {
  type BatchDeps,
  type BatchOutcome,
  type Line,
  readLine,
  TriggerBatch,
} from './trigger-batch.ts';

/** Memory that all threads share, to be filled with whole lines. */
export interface SharedLines {
  readonly bytes: Uint8Array;
  piece(at: number, length: number, crc32: number): SharedData;
  release(): void;
}

/** Reads many lines in another thread. Undefined where they are to be read on the spot. */
export interface BulkReader<Lines extends SharedLines = SharedLines> {
  /** A promise where there will be room in a moment: the publisher waits so long. */
  take(size: number): Lines | undefined | Promise<Lines | undefined>;
  read(lines: Lines): Promise<LineTable | undefined>;
}

export interface StreamDeps extends BatchDeps {
  readonly bulk?: BulkReader | undefined;
  readonly isKnown: (eventType: string) => boolean;
}

/** Whole lines as they came in: the first may be in pieces. */
interface Group {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
}

/** Less is read sooner than handed over. */
const BULK_FROM_BYTES = 16 * 1024;
/** Groups that are read or published at a time: then the publisher waits. */
const MAX_READINGS = 8;
const MAX_LINES = 1_000_000;
const LONGEST_TURN_MS = 1;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = 0xfeff;

/** Publishes the events of an NDJSON stream in their order, while it comes in. */
export async function publishStream(
  deps: StreamDeps,
  chunks: AsyncIterable<Uint8Array> & Partial<EventStream>,
): Promise<BatchOutcome> {
  const batch = new TriggerBatch(deps);
  const giveWay = createGiveWay();
  const steps: Promise<void>[] = [];
  for await (const group of groupsOf(chunks)) {
    const shared = await roomFor(deps, group);
    const step = addInTurn(batch, readGroup(deps, group, shared), steps.at(-1));
    // Awaited in order below; until then a failure must not count as unhandled.
    step.catch(() => undefined);
    steps.push(step);
    if (steps.length > MAX_READINGS) {
      await steps.shift();
    }
    await giveWay();
  }
  await Promise.all(steps);
  return batch.finish();
}

interface ReadGroup {
  readonly lines: readonly Line[];
  readonly done?: () => void;
}

async function addInTurn(
  batch: TriggerBatch,
  reading: ReadGroup | Promise<ReadGroup>,
  before: Promise<void> | undefined,
): Promise<void> {
  const { lines, done } = await reading;
  try {
    await before;
    refuseEndless(batch.size);
  } catch (error) {
    done?.();
    throw error;
  }
  await batch.add(lines, done);
}

/** One result is kept per line until the end: a stream without end would take all memory. */
function refuseEndless(lines: number): void {
  if (lines >= MAX_LINES) {
    const detail = `A request takes ${MAX_LINES} lines. The first ${lines} are stored: send the rest in another one.`;
    throw new AppError('body_too_large', detail);
  }
}

/**
 * A stream that comes in faster than it is taken in would be read for a hundred milliseconds at a
 * time, and what it holds be sent only then: after a few, deliveries have their turn.
 */
function createGiveWay(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < LONGEST_TURN_MS) {
      return undefined;
    }
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}

/** The lines of a stream, group by group as its bytes come in. Too long a line is a group of its own. */
async function* groupsOf(
  chunks: AsyncIterable<Uint8Array> & Partial<EventStream>,
): AsyncIterable<Group | 'too_long'> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let isSkipping = false;
  for await (const chunk of chunks) {
    const part = isSkipping ? afterNewline(chunk) : chunk;
    if (!part) {
      continue;
    }
    isSkipping = false;
    const end = part.lastIndexOf(NEWLINE);
    if (end < 0) {
      rest.push(part);
    } else {
      yield { pieces: [...rest, part.subarray(0, end)], bytes: restBytes + end };
      rest = [part.subarray(end + 1)];
      restBytes = 0;
    }
    restBytes += part.byteLength - end - 1;
    if (restBytes > MAX_JSON_BYTES) {
      rest = [];
      restBytes = 0;
      isSkipping = true;
      yield 'too_long';
    }
  }
  // Of a stream that was cut, what follows the last line break may be half a line.
  if (restBytes > 0 && !chunks.isCut) {
    yield { pieces: rest, bytes: restBytes };
  }
}

function afterNewline(chunk: Uint8Array): Uint8Array | undefined {
  const at = chunk.indexOf(NEWLINE);
  return at < 0 ? undefined : chunk.subarray(at + 1);
}

function roomFor({ bulk }: StreamDeps, group: Group | 'too_long') {
  const isBulk = group !== 'too_long' && group.bytes >= BULK_FROM_BYTES;
  return isBulk ? bulk?.take(group.bytes) : undefined;
}

function readGroup(
  deps: StreamDeps,
  group: Group | 'too_long',
  shared: SharedLines | undefined,
): ReadGroup | Promise<ReadGroup> {
  if (group === 'too_long') {
    return { lines: [{ refusal: lineTooLong() }] };
  }
  const { bulk } = deps;
  return bulk && shared
    ? readShared(deps, bulk, { group, shared })
    : { lines: linesOf(deps, Buffer.concat(group.pieces)) };
}

async function readShared(
  deps: StreamDeps,
  bulk: BulkReader,
  { group, shared }: { readonly group: Group; readonly shared: SharedLines },
): Promise<ReadGroup> {
  const { buffer, byteOffset, byteLength } = shared.bytes;
  const room = Buffer.from(buffer, byteOffset, byteLength);
  let end = 0;
  for (const piece of group.pieces) {
    putBytes(room, piece, end);
    end += piece.length;
  }
  const done = () => shared.release();
  try {
    const table = await bulk.read(shared);
    return table === undefined
      ? { lines: linesOf(deps, Buffer.concat([shared.bytes])), done }
      : { lines: linesOfTable(deps, shared, table), done };
  } catch (error) {
    done();
    throw error;
  }
}

/** What the thread did not find plain is read again here, for the refusal that all routes give. */
function linesOfTable(deps: StreamDeps, shared: SharedLines, table: LineTable): Line[] {
  const lines: Line[] = [];
  const { fields, types, ids } = table;
  for (let at = 0; at < fields.length; at += LINE_FIELDS) {
    const [start = 0, length = 0, typeIndex = -1, dataStart = 0, dataLength = 0, crc32 = 0] =
      fields.subarray(at, at + LINE_FIELDS);
    const type = types[typeIndex];
    if (type !== undefined && deps.isKnown(type)) {
      const id = ids.get(at / LINE_FIELDS) as EventId | undefined;
      lines.push({
        event: new StreamedEvent(type, id, shared.piece(dataStart, dataLength, crc32)),
      });
    } else {
      lines.push(lineOf(deps, Buffer.from(shared.bytes.slice(start, start + length))));
    }
  }
  return lines;
}

class StreamedEvent implements EventToPublish {
  readonly type: string;
  readonly id: EventId | undefined;
  readonly origin = 'trigger';
  readonly shared: SharedData;

  constructor(type: string, id: EventId | undefined, shared: SharedData) {
    this.type = type;
    this.id = id;
    this.shared = shared;
  }

  get dataText(): string {
    return textOfShared(this.shared);
  }
}

/** Each line becomes a text of its own: a piece of a big one would be slow to read and keep it all alive. */
function linesOf(deps: BatchDeps, bytes: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    const part = bytes.subarray(start, end);
    if (!isBlank(part)) {
      lines.push(lineOf(deps, part));
    }
    start = end + 1;
  }
  return lines;
}

function lineOf(deps: BatchDeps, bytes: Buffer): Line {
  if (!isUtf8(bytes)) {
    return { refusal: new AppError('invalid_json', 'The line is not UTF-8 text.') };
  }
  const marked = bytes.toString('utf8');
  // Editors and PowerShell begin a file with a byte order mark.
  const text = marked.charCodeAt(0) === BYTE_ORDER_MARK ? marked.slice(1) : marked;
  return text.length > MAX_JSON_BYTES
    ? { refusal: lineTooLong() }
    : readLine(deps, () => scanJson(text, MAX_JSON_DEPTH));
}

/** Looks no further than the first byte that is no blank. */
function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function lineTooLong(): AppError {
  return new AppError('body_too_large', `A line may hold ${MAX_JSON_BYTES} bytes at most.`, [
    { path: '', message: 'the line is too long' },
  ]);
}
