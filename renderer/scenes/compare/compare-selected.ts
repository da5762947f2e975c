import type { Notices } from '../../stores/notices.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import type { RowScreen } from '../list/use-row-screen.ts';

/** Opens the comparison of the two rows that are selected, the older one on the left. */
export function compareSelected<R extends ListRow>(
  screen: Pick<RowScreen<R>, 'selectionNow' | 'rowOf'>,
  notices: Pick<Notices, 'show'>,
  navigate: (path: string) => void,
): void {
  const numberOf = (id: string) => screen.rowOf(id)?.number ?? 0;
  const ids = [...screen.selectionNow().selectedIds].sort(
    (one, other) => numberOf(one) - numberOf(other),
  );
  const [left, right] = ids;
  if (ids.length !== 2 || left === undefined || right === undefined) {
    notices.show('Select two rows to compare them.');
    return;
  }
  navigate(`/compare?left=${left}&right=${right}`);
}
