import { useMemo } from 'react';
import type { Capture } from '../../../server/contract/capture.ts';
import { isAboutSeveral } from '../../components/grid-selection.ts';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { isRunId } from '../../stores/run-rows.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { BulkReplayBar } from '../list/BulkReplayBar.tsx';
import { ListPane } from '../list/ListPane.tsx';
import { RunInspector } from '../list/RunInspector.tsx';
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
  const { screen, layout, row, shownId } = scene;
  const acts = useCaptureActs(screen);
  useTitle(row ? `#${row.number} ${row.event_type ?? row.path}, Inbox` : 'Inbox');
  const empty = useMemo(() => <InboxEmpty screen={screen} />, [screen]);
  return (
    <>
      <InboxHeader />
      <SplitPane
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
        inspector={
          shownId === undefined ? null : isRunId(shownId) ? (
            <RunInspector key={shownId} id={shownId} scene={scene} words={RUN_WORDS} />
          ) : (
            <RequestInspector
              key={shownId}
              id={shownId}
              row={screen.rowOf(shownId)}
              screen={screen}
              acts={acts}
            />
          )
        }
        listName="Inbox"
        isListKept={isAboutSeveral(screen.selection)}
        share={layout.share}
        onShare={layout.setShare}
        isTurned={layout.isTurned}
        onBack={screen.clear}
      />
    </>
  );
}

function arrivedClass(row: Capture): string {
  return row.is_unseen ? 'row-arrived' : '';
}
