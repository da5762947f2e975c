// What a thread says of the lines of a stream that it read. Only what is plain is said: any other
// line is read again, and refused, where all other routes read theirs.

import type { EndOfRun } from './plain-run.ts';

/** Numbers a line: where it begins, its bytes, its type or ODD, where its data begins, its bytes, their CRC-32. */
export const LINE_FIELDS = 6;
const ODD = -1;

/** Where the parts of each line stand in what was read. */
export interface LineTable {
  /** `LINE_FIELDS` a line; offsets in bytes from the begin of what was read. */
  readonly fields: Float64Array;
  /** Each type once. */
  readonly types: readonly string[];
  /** The ids that publishers chose, by number of the line. */
  readonly ids: ReadonlyMap<number, string>;
}

/** A plain event in a line: `start` and `end` count UTF-16 units. */
export interface PlainLine {
  readonly type: string;
  readonly id: string | undefined;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/** What the platform knows of bytes sooner than we do. */
export interface ByteFacts {
  isAscii(bytes: Uint8Array): boolean;
  isUtf8(bytes: Uint8Array): boolean;
  crc32(bytes: Uint8Array): number;
  /** Runs of characters in ASCII that need no look, between two places of what was loaded last. */
  readonly runs?: {
    load(bytes: Uint8Array): void;
    endOf(at: number, end: number): number;
  };
}

export type ReadPlainLine = (text: string, endOfRun?: EndOfRun) => PlainLine | undefined;

const NEWLINE = 0x0a;

/** Reads whole lines. `read` answers undefined for what is no plain event. */
export function tableOfLines(bytes: Buffer, facts: ByteFacts, read: ReadPlainLine): LineTable {
  const encoding = encodingOf(bytes, facts);
  // In ASCII a place in the text is a place in the bytes.
  const runs = encoding === 'latin1' ? facts.runs : undefined;
  runs?.load(bytes);
  const table = new TableWriter(bytes, facts);
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    if (!isBlank(bytes, start, end)) {
      const begin = start;
      const endOfRun = runs && ((at: number) => runs.endOf(begin + at, end) - begin);
      const readThis = (text: string) => read(text, endOfRun);
      const line = encoding && readLine(bytes.toString(encoding, start, end), encoding, readThis);
      if (line === undefined) {
        table.odd(start, end);
      } else {
        table.plain(start, end, line);
      }
    }
    start = end + 1;
  }
  return table.done();
}

type Encoding = 'latin1' | 'utf8';

/** How to read them: as Latin-1 where that is the same and sooner done; undefined: it is no text. */
function encodingOf(bytes: Buffer, facts: ByteFacts): Encoding | undefined {
  if (facts.isAscii(bytes)) {
    return 'latin1';
  }
  return facts.isUtf8(bytes) ? 'utf8' : undefined;
}

/** The places of the data in bytes. */
function readLine(
  text: string,
  encoding: Encoding,
  read: (text: string) => PlainLine | undefined,
): PlainLine | undefined {
  const line = read(text);
  if (line === undefined || encoding === 'latin1') {
    return line;
  }
  const dataStart = bytesOf(text, 0, line.dataStart);
  return { ...line, dataStart, dataEnd: dataStart + bytesOf(text, line.dataStart, line.dataEnd) };
}

class TableWriter {
  private readonly bytes: Buffer;
  private readonly facts: ByteFacts;
  private readonly fields: number[] = [];
  private readonly types = new Map<string, number>();
  private readonly ids = new Map<number, string>();

  constructor(bytes: Buffer, facts: ByteFacts) {
    this.bytes = bytes;
    this.facts = facts;
  }

  odd(start: number, end: number): void {
    this.fields.push(start, end - start, ODD, 0, 0, 0);
  }

  /** The places of the data count bytes. */
  plain(start: number, end: number, { type, id, dataStart, dataEnd }: PlainLine): void {
    const number = this.types.get(type) ?? this.types.size;
    this.types.set(type, number);
    if (id !== undefined) {
      this.ids.set(this.fields.length / LINE_FIELDS, id);
    }
    const data = this.bytes.subarray(start + dataStart, start + dataEnd);
    const crc32 = this.facts.crc32(data);
    this.fields.push(start, end - start, number, start + dataStart, data.length, crc32);
  }

  done(): LineTable {
    const { fields, types, ids } = this;
    return { fields: Float64Array.from(fields), types: [...types.keys()], ids };
  }
}

function bytesOf(text: string, start: number, end: number): number {
  return Buffer.byteLength(text.slice(start, end), 'utf8');
}

/** Looks no further than the first byte that is no blank. */
function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) {
      return false;
    }
  }
  return true;
}
