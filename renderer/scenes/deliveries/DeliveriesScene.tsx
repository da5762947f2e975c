import { RotateCcw } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { useParams } from 'wouter';
import type { Delivery } from '../../../server/contract/delivery.ts';
import { countText } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import { GridCellMenu } from '../../components/GridCellMenu.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import { focusInspector } from '../list/focus-inspector.ts';
import { ListToolbar, NewRowsPill } from '../list/ListToolbar.tsx';
import { useFilterValues } from '../list/use-filter-values.ts';
import { useLayout } from '../list/use-layout.ts';
import { type RowScreen, useRowScreen } from '../list/use-row-screen.ts';
import { DeliveriesEmpty } from './DeliveriesEmpty.tsx';
import { DeliveryInspector } from './DeliveryInspector.tsx';
import { deliveryColumns, deliveryValue, targetNames } from './delivery-columns.tsx';
import { type DeliveryActs, useDeliveryActs } from './use-delivery-acts.ts';

/** Every event on its way to a subscription, with each attempt in full. */
export function DeliveriesScene() {
  const { id } = useParams<{ id?: string }>();
  // The list answers a key at once; the inspector follows as soon as there is time.
  const shownId = useDeferredValue(id);
  const { deliveries, resources } = useWorkbench();
  const subscriptions = useResource(resources.subscriptions).data;
  const screen = useRowScreen({ list: deliveries, basePath: '/deliveries', openId: id });
  const layout = useLayout('deliveries');
  const valuesOf = useFilterValues(screen, deliveryValue);
  const acts = useDeliveryActs(screen);
  const nameOf = useMemo(() => targetNames(subscriptions ?? []), [subscriptions]);
  const columns = useMemo(() => deliveryColumns(nameOf), [nameOf]);
  const row = id === undefined ? undefined : screen.rowOf(id);
  useTitle(row ? `#${row.number} ${row.event_type}, Deliveries` : 'Deliveries');
  const list = (
    <>
      <ListToolbar
        noun="deliveries"
        screen={screen}
        valuesOf={valuesOf}
        columns={columns}
        layout={layout.columns}
        onLayout={layout.setColumns}
        onTurn={layout.turn}
      />
      <NewRowsPill screen={screen} />
      <GridCellMenu columns={columns} rowOf={screen.rowOf} onToken={screen.filter.add}>
        <VirtualGrid
          label="Deliveries"
          ids={screen.ids}
          rowOf={screen.rowOf}
          version={screen.state.version}
          total={screen.state.total}
          columns={columns}
          layout={layout.columns}
          onLayout={layout.setColumns}
          selection={screen.selection}
          onSelection={screen.setSelection}
          onOpen={focusInspector}
          isLive={screen.isLive}
          onAtTop={screen.setAtTop}
          onNearEnd={screen.loadMore}
          topRequest={screen.topRequest}
          empty={<DeliveriesEmpty screen={screen} />}
        />
      </GridCellMenu>
      <BulkBar screen={screen} acts={acts} />
    </>
  );
  return (
    <>
      <SceneHeader title="Deliveries" />
      <SplitPane
        list={list}
        inspector={
          shownId === undefined ? null : (
            <DeliveryInspector
              key={shownId}
              id={shownId}
              row={screen.rowOf(shownId)}
              {...{ screen, acts, nameOf }}
            />
          )
        }
        listName="Deliveries"
        share={layout.share}
        onShare={layout.setShare}
        isTurned={layout.isTurned}
        onBack={screen.clear}
      />
    </>
  );
}

function BulkBar({ screen, acts }: { screen: RowScreen<Delivery>; acts: DeliveryActs }) {
  const blockedBy = useBlockedBy();
  const ids = [...screen.selection.selectedIds];
  if (ids.length < 2) {
    return null;
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-panel px-3 py-1.5">
      <span className="tabular text-body font-medium" role="status">
        {countText(ids.length)} selected
      </span>
      <Button icon={RotateCcw} blockedBy={blockedBy} onClick={() => acts.replay(ids)}>
        Replay
      </Button>
      <CompareButton screen={screen} />
      <Button look="quiet" keys="escape" onClick={screen.clear}>
        Clear selection
      </Button>
    </div>
  );
}
