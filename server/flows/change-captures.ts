import type { CaptureId } from '../contract/ids.ts';
import type { CaptureRecord } from '../core/records.ts';
import type { CaptureStore, LiveFeed } from '../ports.ts';

interface ChangeDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'change'>;
  readonly feed: Pick<LiveFeed, 'capture'>;
}

type Marks = Partial<Pick<CaptureRecord, 'isStarred' | 'isUnseen'>>;

/** So many at a time share one append, and others run in between. */
const CHUNK = 500;

/** Changes those that are otherwise; answers their ids, so that exactly they can be changed back. */
export async function changeCaptures(
  { captures, feed }: ChangeDeps,
  ids: readonly CaptureId[],
  marks: Marks,
): Promise<CaptureId[]> {
  const changed: CaptureId[] = [];
  async function changeOne(id: CaptureId): Promise<void> {
    const before = await captures.find(id);
    const isOther =
      before !== undefined &&
      ((marks.isStarred !== undefined && marks.isStarred !== before.isStarred) ||
        (marks.isUnseen !== undefined && marks.isUnseen !== before.isUnseen));
    const record = isOther ? await captures.change(id, marks) : undefined;
    if (record) {
      changed.push(id);
      feed.capture(record);
    }
  }
  for (let start = 0; start < ids.length; start += CHUNK) {
    await Promise.all(ids.slice(start, start + CHUNK).map(changeOne));
  }
  return changed;
}
