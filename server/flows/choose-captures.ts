import type { CaptureId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import type { CaptureStore } from '../ports.ts';
import { pagesOfList } from './pages-of-list.ts';
import { readFilter } from './read-filter.ts';

const PAGE = 1000;

/**
 * Ids as given, or of all that a filter matches, newest first, with no more pages read than `newest`
 * asks for; an empty filter matches everything.
 */
export async function chosenCaptures(
  captures: Pick<CaptureStore, 'list'>,
  choice: {
    readonly ids?: readonly CaptureId[] | undefined;
    readonly filter?: string | undefined;
    readonly newest?: number | undefined;
  },
): Promise<readonly CaptureId[]> {
  if (choice.ids) {
    return choice.ids;
  }
  if (choice.filter === undefined) {
    throw new AppError('invalid_request', 'ids: name captures by ids, or give a filter.', [
      { path: 'ids', message: 'ids or filter is required' },
    ]);
  }
  const { newest = Number.POSITIVE_INFINITY } = choice;
  const filter = readFilter(choice.filter);
  const ids: CaptureId[] = [];
  for await (const items of pagesOfList((page) => captures.list(page), { limit: PAGE, filter })) {
    ids.push(...items.map((item) => item.id));
    if (ids.length >= newest) {
      break;
    }
  }
  return ids;
}
