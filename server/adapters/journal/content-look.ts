// Looks into stored frames for one term of a filter. The main thread and search threads do the same.
import type { ContentTest, FilterContent } from '../../core/filter/content.ts';
import { searchedText } from '../../core/filter/searched-body.ts';
import { readHeaders } from './capture-frames.ts';
import { type FrameView, rawOf } from './frame.ts';
import { type ScanPlaces, scanPlaces } from './frame-scan.ts';
import type { SegmentReader } from './segment-files.ts';

/** Where to look: plain data, so that it can go to another thread. */
export interface SearchPlaces extends ScanPlaces {
  /** 1 where the body has a content coding. */
  readonly encoded: Uint8Array;
}

/** What is said of a frame, one byte each: `unseen` where it is damaged or was not there. */
export const FOUND = { unseen: 0, in: 1, out: 2 } as const;

export type FrameTest = Pick<
  ContentTest<never>,
  'kind' | 'needles' | 'hint' | 'mayFitBody' | 'byContent'
>;

/** A byte of `FOUND` for each place. */
export async function lookAtPlaces(
  reader: SegmentReader,
  places: SearchPlaces,
  test: FrameTest,
): Promise<Uint8Array> {
  const found = new Uint8Array(places.offsets.length);
  const { kind, needles } = test;
  // What stands in an encoded body does not stand in its bytes.
  const isHidden = (index: number) => kind !== 'header' && places.encoded[index] === 1;
  const decide = (index: number, isIn: boolean) => {
    found[index] = isIn ? FOUND.in : FOUND.out;
  };
  const query = {
    needles: needles?.texts,
    section: kind === 'json' ? 'body' : kind,
    isProof: needles?.isProof === true,
    hint: test.hint,
  } as const;
  await scanPlaces(reader, places, query, {
    isHidden,
    decide,
    visit: (index, frame) => {
      decide(index, isHidden(index) ? fitsDecoded(frame, test) : fits(frame, test));
    },
  });
  return found;
}

function fitsDecoded(frame: FrameView, test: FrameTest): boolean {
  const headers = readHeaders(frame);
  return test.byContent({ headers, bodyText: searchedText(headers, rawOf(frame)) });
}

/** Two steps, the quick one first. */
function fits(frame: FrameView, test: FrameTest): boolean {
  return (test.mayFitBody?.(rawOf(frame)) ?? true) && test.byContent(contentOf(frame, test));
}

/** As much of a frame as the test asks for. */
function contentOf(frame: FrameView, test: FrameTest): FilterContent {
  const isHeaders = test.kind === 'header' || test.kind === 'text';
  return {
    headers: isHeaders ? readHeaders(frame) : [],
    bodyText: test.kind === 'header' ? '' : rawOf(frame).toString('utf8'),
  };
}
