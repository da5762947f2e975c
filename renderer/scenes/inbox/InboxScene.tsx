import { useDeferredValue, useMemo } from 'react';
import { useParams } from 'wouter';
import type { Capture } from '../../../server/contract/capture.ts';
import { GridCellMenu } from '../../components/GridCellMenu.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { focusInspector } from '../list/focus-inspector.ts';
import { ListToolbar, NewRowsPill } from '../list/ListToolbar.tsx';
import { useFilterValues } from '../list/use-filter-values.ts';
import { useLayout } from '../list/use-layout.ts';
import { useRowScreen } from '../list/use-row-screen.ts';
import { BulkBar } from './BulkBar.tsx';
import { InboxEmpty } from './InboxEmpty.tsx';
import { InboxHeader } from './InboxHeader.tsx';
import { INBOX_COLUMNS, inboxValue } from './inbox-columns.tsx';
import { RequestInspector } from './RequestInspector.tsx';
import { useCaptureActs } from './use-capture-acts.ts';

/** Everything that was captured, newest first, and all there is to know of one request. */
export function InboxScene() {
  const { id } = useParams<{ id?: string }>();
  // The list answers a key at once; the inspector follows as soon as there is time.
  const shownId = useDeferredValue(id);
  const { inbox } = useWorkbench();
  const screen = useRowScreen({ list: inbox, basePath: '/inbox', openId: id });
  const layout = useLayout('inbox');
  const valuesOf = useFilterValues(screen, inboxValue);
  const acts = useCaptureActs(screen);
  const row = id === undefined ? undefined : screen.rowOf(id);
  useTitle(row ? `#${row.number} ${row.event_type ?? row.path}, Inbox` : 'Inbox');
  const empty = useMemo(() => <InboxEmpty screen={screen} />, [screen]);
  const list = (
    <>
      <ListToolbar
        noun="requests"
        screen={screen}
        valuesOf={valuesOf}
        columns={INBOX_COLUMNS}
        layout={layout.columns}
        onLayout={layout.setColumns}
        onTurn={layout.turn}
      />
      <NewRowsPill screen={screen} />
      <GridCellMenu columns={INBOX_COLUMNS} rowOf={screen.rowOf} onToken={screen.filter.add}>
        <VirtualGrid
          label="Requests"
          ids={screen.ids}
          rowOf={screen.rowOf}
          version={screen.state.version}
          total={screen.state.total}
          columns={INBOX_COLUMNS}
          layout={layout.columns}
          onLayout={layout.setColumns}
          selection={screen.selection}
          onSelection={screen.setSelection}
          onOpen={focusInspector}
          isLive={screen.isLive}
          onAtTop={screen.setAtTop}
          onNearEnd={screen.loadMore}
          topRequest={screen.topRequest}
          rowClass={arrivedClass}
          empty={empty}
        />
      </GridCellMenu>
      <BulkBar screen={screen} acts={acts} />
    </>
  );
  return (
    <>
      <InboxHeader />
      <SplitPane
        list={list}
        inspector={
          shownId === undefined ? null : (
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
