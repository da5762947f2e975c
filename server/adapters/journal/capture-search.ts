// Terms on headers and body look through the stored bytes: in threads where there is much to look at.
import type { FilteredCapture } from '../../core/filter/capture-filter.ts';
import type { ContentTest } from '../../core/filter/content.ts';
import { bodyFileFits } from './body-file-scan.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { readHeaders } from './capture-frames.ts';
import type { CaptureRow } from './capture-row.ts';
import { FOUND, lookAtPlaces } from './content-look.ts';
import { ContentMemory, type Findings, KNOWN } from './content-memory.ts';
import { createPause, keepRows } from './pause.ts';
import { PartMaker, type SearchPart } from './search-part.ts';
import type { SearchThreads } from './search-threads.ts';
import { positionOf, type SegmentReader } from './segment-files.ts';
import { systemCode } from './storage-full.ts';

export interface CaptureSearchDeps {
  readonly folder: string;
  readonly reader: SegmentReader;
  readonly bodies: CaptureBodies;
  readonly threads?: SearchThreads | undefined;
}

type Test = ContentTest<FilteredCapture>;
type Rows = readonly CaptureRow[];

/** Small enough that all threads are busy until the end. */
const PART_BYTES = 4 * 1024 * 1024;
/** Fewer frames are sooner looked at here. */
const MIN_ROWS_AWAY = 32;
/** While a search goes on, a frame may be carried ahead to another segment, and its own may go. */
const MAX_ROUNDS = 4;

export class CaptureSearch {
  readonly #deps: CaptureSearchDeps;
  readonly #memory = new ContentMemory();

  constructor(deps: CaptureSearchDeps) {
    this.#deps = deps;
  }

  /** The rows that fit the term, in their order. What cannot be read does not fit. */
  async narrow(rows: Rows, test: Test): Promise<Rows> {
    const findings = this.#memory.of(test.key);
    let open = rows;
    for (let round = 1; round <= MAX_ROUNDS && open.length > 0; round += 1) {
      open = await new OneSearch(this.#deps, test, findings).findOut(open);
    }
    // Of a row that is nothing known of the frame was gone each time.
    const isWanted = test.isNegated
      ? (row: CaptureRow) => findings.get(row.number) !== KNOWN.in
      : (row: CaptureRow) => findings.get(row.number) === KNOWN.in;
    return keepRows(rows, (row) => isWanted(row) && row.hiddenBy === null);
  }
}

/** One way through rows, for one term. */
class OneSearch {
  readonly #deps: CaptureSearchDeps;
  readonly #test: Test;
  readonly #findings: Findings;
  readonly #inFiles: CaptureRow[] = [];
  readonly #moved: CaptureRow[] = [];
  /** What is looked at in this thread waits for its turn: each takes memory. */
  #here: Promise<unknown> = Promise.resolve();

  constructor(deps: CaptureSearchDeps, test: Test, findings: Findings) {
    this.#deps = deps;
    this.#test = test;
    this.#findings = findings;
  }

  /** Answers the rows of which nothing could be found out: they were carried ahead meanwhile. */
  async findOut(rows: Rows): Promise<Rows> {
    const pending: Promise<void>[] = [];
    const begin = (part: SearchPart | undefined) => {
      if (part !== undefined) {
        const seen = this.#look(part).then((found) => this.#take(rows, part, found));
        // All are awaited together, later.
        seen.catch(() => undefined);
        pending.push(seen);
      }
    };
    const parts = new PartMaker(this.#deps.threads ? PART_BYTES : Number.POSITIVE_INFINITY);
    const pause = createPause();
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      if (row !== undefined && this.#isOpen(row)) {
        begin(parts.add(row, index));
      }
      const paused = pause();
      if (paused !== undefined) {
        await paused;
      }
    }
    begin(parts.take());
    await Promise.all(pending);
    await this.#lookIntoFiles();
    return this.#moved;
  }

  #isOpen(row: CaptureRow): boolean {
    if (this.#findings.get(row.number) !== KNOWN.nothing) {
      return false;
    }
    const byRow = this.#test.byRow(row);
    if (byRow !== undefined) {
      this.#findings.set(row.number, byRow);
    }
    return byRow === undefined;
  }

  async #look({ places }: SearchPart): Promise<Uint8Array> {
    const { threads, reader, folder } = this.#deps;
    const isFar = places.offsets.length >= MIN_ROWS_AWAY;
    const found =
      threads && isFar
        ? await reader.hold(places.segment, () => threads.look(folder, this.#test, places))
        : undefined;
    return found ?? this.#lookHere(places);
  }

  #lookHere(places: SearchPart['places']): Promise<Uint8Array> {
    const found = this.#here.then(() => lookAtPlaces(this.#deps.reader, places, this.#test));
    this.#here = found.catch(() => undefined);
    return found;
  }

  #take(rows: Rows, { indexes, places }: SearchPart, found: Uint8Array): void {
    const { segment, offsets } = places;
    for (let at = 0; at < found.length; at += 1) {
      const row = rows[indexes[at] ?? -1];
      if (row !== undefined) {
        this.#note(row, found[at] ?? FOUND.unseen, positionOf(segment, offsets[at] ?? 0));
      }
    }
  }

  #note(row: CaptureRow, code: number, position: number): void {
    if (code === FOUND.unseen && row.position !== position) {
      this.#moved.push(row);
    } else if (code !== FOUND.in && row.bodyFile !== null && this.#test.kind !== 'header') {
      this.#inFiles.push(row);
    } else {
      this.#findings.set(row.number, code === FOUND.in);
    }
  }

  async #fitsInFile(row: CaptureRow): Promise<boolean> {
    const { bodies, reader } = this.#deps;
    const file = { name: row.bodyFile ?? '', bytes: row.sizeBytes };
    try {
      const frame = row.isEncoded ? await reader.read(row.position) : undefined;
      return await bodyFileFits(
        bodies,
        { ...file, headers: frame && readHeaders(frame) },
        this.#test,
      );
    } catch (error) {
      if (systemCode(error) === 'ENOENT') {
        return false; // Its row went meanwhile.
      }
      throw error;
    }
  }

  async #lookIntoFiles(): Promise<void> {
    for (const row of this.#inFiles) {
      this.#findings.set(row.number, await this.#fitsInFile(row));
    }
  }
}
