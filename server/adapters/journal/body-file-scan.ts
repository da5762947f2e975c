// A term on a body that lies in a file of its own. The file is first looked through for the term's
// needles; only where they stand is it decoded, window by window, so that memory stays flat.
import type { RawHeaders } from '../../contract/text.ts';
import type { ContentTest } from '../../core/filter/content.ts';
import { MAX_DECODED_BYTES, searchedText } from '../../core/filter/searched-body.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { FIRST_BYTE, MAX_NEEDLE_BYTES, TextFinder } from './find-text.ts';

/** A text that stands across two windows is found up to this length. */
const OVERLAP_BYTES = 64 * 1024;
const WINDOW_BYTES = 1024 * 1024;
/** JSON has to be parsed as a whole: a larger body holds no JSON value for a filter. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

interface BodyFile {
  readonly name: string;
  readonly bytes: number;
  /** Given where the body has a content coding. */
  readonly headers?: RawHeaders | undefined;
}

export function bodyFileFits<Row>(
  bodies: CaptureBodies,
  file: BodyFile,
  test: Pick<ContentTest<Row>, 'kind' | 'needles' | 'byContent'>,
): Promise<boolean> {
  const { headers } = file;
  return headers && file.bytes <= MAX_DECODED_BYTES
    ? fitsDecoded(bodies, file, { headers, test })
    : fitsAsItCame(bodies, file, test);
}

async function fitsAsItCame<Row>(
  bodies: CaptureBodies,
  file: BodyFile,
  test: Pick<ContentTest<Row>, 'kind' | 'needles' | 'byContent'>,
): Promise<boolean> {
  if (test.needles) {
    const isHit = await holdsNeedle(bodies, file, test.needles.texts);
    if (!isHit || test.needles.isProof) {
      return isHit;
    }
  }
  const isJson = test.kind === 'json';
  if (isJson && file.bytes > MAX_JSON_BYTES) {
    return false;
  }
  for await (const window of windowsOf(bodies, file, isJson ? file.bytes : WINDOW_BYTES)) {
    if (test.byContent({ headers: [], bodyText: window.toString('utf8') })) {
      return true;
    }
  }
  return false;
}

async function fitsDecoded<Row>(
  bodies: CaptureBodies,
  { name, bytes }: BodyFile,
  { headers, test }: { headers: RawHeaders; test: Pick<ContentTest<Row>, 'byContent'> },
): Promise<boolean> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodies.read(name, 0, bytes)) {
    chunks.push(chunk);
  }
  const bodyText = searchedText(headers, Buffer.concat(chunks));
  return test.byContent({ headers: [], bodyText });
}

async function holdsNeedle(
  bodies: CaptureBodies,
  file: BodyFile,
  needles: readonly string[],
): Promise<boolean> {
  const finder = new TextFinder(2 * WINDOW_BYTES);
  for await (const window of windowsOf(bodies, file, WINDOW_BYTES)) {
    finder.bytes.set(window, FIRST_BYTE);
    for (const needle of needles) {
      finder.lookFor(needle.slice(0, MAX_NEEDLE_BYTES));
      if (finder.find(FIRST_BYTE, FIRST_BYTE + window.length) >= 0) {
        return true;
      }
    }
  }
  return false;
}

/** Windows of at most `windowBytes` and the overlap; each begins with the end of the one before. */
async function* windowsOf(
  bodies: CaptureBodies,
  file: BodyFile,
  windowBytes: number,
): AsyncIterable<Buffer> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let isFresh = false;
  for await (const chunk of bodies.read(file.name, 0, file.bytes)) {
    chunks.push(chunk);
    size += chunk.length;
    isFresh = true;
    if (size >= windowBytes) {
      const window = Buffer.concat(chunks);
      yield window;
      const rest = Buffer.from(window.subarray(Math.max(0, window.length - OVERLAP_BYTES)));
      chunks = [rest];
      size = rest.length;
      isFresh = false;
    }
  }
  if (isFresh) {
    yield Buffer.concat(chunks);
  }
}
