// Terms on what deliveries sent and got: the event's data, the standard body around it, and headers
// and bodies of every request and answer.
import type { ContentTest, FilterContent } from '../../core/filter/content.ts';
import type { FilteredDelivery } from '../../core/filter/delivery-filter.ts';
import type { AttemptRecord, EventRecord } from '../../core/records.ts';
import type { DeliveryRow, EventRow } from './delivery-row.ts';
import { type ScanQuery, scanPlaces } from './frame-scan.ts';
import { createPause, keepRows } from './pause.ts';
import { offsetOf, type Position, type SegmentReader, segmentOf } from './segment-files.ts';

export interface DeliveryContentDeps {
  readonly reader: SegmentReader;
  readonly readEvent: (row: EventRow) => Promise<EventRecord | undefined>;
  readonly readAttempts: (row: DeliveryRow) => Promise<readonly AttemptRecord[]>;
}

type Test = ContentTest<FilteredDelivery>;

interface RowTarget {
  readonly position: Position;
  readonly rows: readonly DeliveryRow[];
}

/** The rows that fit a term by their content; without its negation. */
export async function fitByContent(
  deps: DeliveryContentDeps,
  rows: readonly DeliveryRow[],
  test: Test,
): Promise<ReadonlySet<DeliveryRow>> {
  const fitting = new Set<DeliveryRow>();
  const possible = await findPossible(deps, rows, test, fitting);
  const pause = createPause();
  for (const row of possible) {
    if (!fitting.has(row) && (await contentsOf(deps, row)).some((each) => test.byContent(each))) {
      fitting.add(row);
    }
    const paused = pause();
    if (paused !== undefined) {
      await paused;
    }
  }
  return fitting;
}

/** Puts rows that certainly fit into `fitting` and answers those that may. */
async function findPossible(
  deps: DeliveryContentDeps,
  rows: readonly DeliveryRow[],
  test: Test,
  fitting: Set<DeliveryRow>,
): Promise<Iterable<DeliveryRow>> {
  const { needles } = test;
  if (needles === undefined || needles.texts.some(maySpan)) {
    return rows;
  }
  const possible = new Set<DeliveryRow>();
  const found = (target: RowTarget, isProven: boolean) => {
    for (const row of target.rows) {
      (isProven ? fitting : possible).add(row);
    }
  };
  const { texts, isProof } = needles;
  const section = test.kind === 'json' ? 'body' : test.kind;
  const inAttempts: ScanQuery = { needles: texts, section, isProof };
  if (section !== 'header') {
    const inEvents: ScanQuery = { needles: texts, section: 'body', isProof };
    await scanTargets(deps.reader, await eventTargets(rows), inEvents, found);
  }
  await scanTargets(deps.reader, await attemptTargets(rows), inAttempts, found);
  return possible;
}

/** Tells of the targets in whose frames a needle stands or may stand. */
async function scanTargets(
  reader: SegmentReader,
  targets: readonly RowTarget[],
  query: ScanQuery,
  found: (target: RowTarget, isProven: boolean) => void,
): Promise<void> {
  const bySegment = new Map<number, RowTarget[]>();
  await keepRows(targets, (target) => {
    const segment = segmentOf(target.position);
    const inside = bySegment.get(segment) ?? [];
    inside.push(target);
    bySegment.set(segment, inside);
    return false;
  });
  for (const [segment, inside] of bySegment) {
    inside.sort((a, b) => a.position - b.position);
    const offsets = Uint32Array.from(inside, (target) => offsetOf(target.position));
    const tell = (index: number, isProven: boolean) => {
      const target = inside[index];
      if (target !== undefined) {
        found(target, isProven);
      }
    };
    await scanPlaces(reader, { segment, offsets }, query, {
      isHidden: () => false,
      decide: (index, isHit) => (isHit ? tell(index, true) : undefined),
      visit: (index) => tell(index, false),
    });
  }
}

/** The stored pieces of a body meet at JSON punctuation: a text with some may stand across two. */
function maySpan(needle: string): boolean {
  return /[{}[\]":,]/.test(needle);
}

/** Rows of one event stand side by side: the event is read once for them. */
async function eventTargets(rows: readonly DeliveryRow[]): Promise<RowTarget[]> {
  const targets: { position: number; rows: DeliveryRow[] }[] = [];
  let event: EventRow | undefined;
  await keepRows(rows, (row) => {
    if (row.event === event) {
      targets.at(-1)?.rows.push(row);
    } else {
      event = row.event;
      targets.push({ position: event.position, rows: [row] });
    }
    return false;
  });
  return targets;
}

async function attemptTargets(rows: readonly DeliveryRow[]): Promise<RowTarget[]> {
  const targets: RowTarget[] = [];
  await keepRows(rows, (row) => {
    for (const position of row.attemptPositions) {
      targets.push({ position, rows: [row] });
    }
    return false;
  });
  return targets;
}

async function contentsOf(deps: DeliveryContentDeps, row: DeliveryRow): Promise<FilterContent[]> {
  const event = await deps.readEvent(row.event);
  const dataText = event?.dataText ?? '';
  const envelopeText = `{"event":${JSON.stringify(row.event.type)},"data":${dataText}}`;
  const contents: FilterContent[] = [dataText, envelopeText].map((bodyText) => ({
    headers: [],
    bodyText,
  }));
  for (const { request, response } of await deps.readAttempts(row)) {
    contents.push({ headers: request.headers, bodyText: textOf(request.bodyBytes) });
    if (response) {
      contents.push({ headers: response.headers, bodyText: textOf(response.bodyBytes) });
    }
  }
  return contents;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
