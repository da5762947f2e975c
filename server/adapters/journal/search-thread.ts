// The other end of search-threads.ts: looks where it is told to, one order after the other.
import type { MessagePort } from 'node:worker_threads';
import type { FilterTerm } from '../../contract/filter.ts';
import { contentTest } from '../../core/filter/content.ts';
import { type FrameTest, lookAtPlaces, type SearchPlaces } from './content-look.ts';
import { directFiles } from './file-layer.ts';
import { SegmentReader } from './segment-files.ts';

export interface SearchOrder {
  readonly number: number;
  /** Equal for equal terms. */
  readonly key: string;
  readonly term: FilterTerm;
  readonly folder: string;
  readonly places: SearchPlaces;
}

export interface SearchAnswer {
  readonly number: number;
  /** Undefined where it failed. */
  readonly found: Uint8Array | undefined;
  readonly error?: string;
}

export function serveSearches(port: MessagePort): void {
  let test: (FrameTest & { readonly key: string }) | undefined;
  let before = Promise.resolve();
  port.on('message', (order: SearchOrder) => {
    before = before.then(async () => {
      if (test?.key !== order.key) {
        test = contentTest<never>(order.term, () => undefined);
      }
      port.postMessage(await answerTo(order, test));
    });
  });
}

async function answerTo(order: SearchOrder, test: FrameTest | undefined): Promise<SearchAnswer> {
  const { number, folder, places } = order;
  // One reader an order: a file that is kept open is kept on the disk when it is removed.
  const reader = new SegmentReader(folder, directFiles);
  try {
    return { number, found: test && (await lookAtPlaces(reader, places, test)) };
  } catch (error) {
    return { number, found: undefined, error: String(error) };
  } finally {
    await reader.close();
  }
}
