import { useMemo } from 'react';
import type { Capture } from '../../../server/contract/capture.ts';
import { useTitle } from '../../shell/use-title.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { BulkReplayBar } from '../list/BulkReplayBar.tsx';
import { ListPane } from '../list/ListPane.tsx';
import { ListSplit } from '../list/ListSplit.tsx';
import { useListScene } from '../list/use-list-scene.ts';
import { InboxBulkBar } from './BulkBar.tsx';
import { InboxEmpty } from './InboxEmpty.tsx';
import { InboxHeader } from './InboxHeader.tsx';
import { INBOX_COLUMNS } from './inbox-columns.tsx';
import { RequestInspector } from './RequestInspector.tsx';
import { useCaptureActs } from './use-capture-acts.ts';

const RUN_WORDS = { good: 'Answered 2xx', bad: 'Answered otherwise', open: 'Without an answer' };

/** Everything that was captured, newest first, and all there is to know of one request. */
export function InboxScene() {
  const { inbox } = useWorkbench();
  const scene = useListScene({ name: 'inbox', list: inbox });
  const { screen, row } = scene;
  const acts = useCaptureActs(screen);
  useTitle(row ? `#${row.number} ${row.event_type ?? row.path}, Inbox` : 'Inbox');
  const empty = useMemo(() => <InboxEmpty screen={screen} />, [screen]);
  return (
    <>
      <InboxHeader />
      <ListSplit
        scene={scene}
        listName="Inbox"
        runWords={RUN_WORDS}
        list={
          <ListPane
            scene={scene}
            noun="requests"
            label="Requests"
            columns={INBOX_COLUMNS}
            rowClass={arrivedClass}
            empty={empty}
          >
            <BulkReplayBar list="captures" />
            <InboxBulkBar screen={screen} acts={acts} />
          </ListPane>
        }
        inspect={(id) => (
          <RequestInspector key={id} id={id} row={screen.rowOf(id)} screen={screen} acts={acts} />
        )}
      />
    </>
  );
}

function arrivedClass(row: Capture): string {
  return row.is_unseen ? 'row-arrived' : '';
}
