import { RotateCcw } from 'lucide-react';
import { useMemo } from 'react';
import type { Delivery } from '../../../server/contract/delivery.ts';
import { Button } from '../../components/Button.tsx';
import { isAboutSeveral } from '../../components/grid-selection.ts';
import { SceneHeader } from '../../components/Scene.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { isRunId } from '../../stores/run-rows.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import { BulkBar } from '../list/BulkBar.tsx';
import { BulkReplayBar } from '../list/BulkReplayBar.tsx';
import { ExportMenu } from '../list/ExportMenu.tsx';
import { ListPane } from '../list/ListPane.tsx';
import { RunInspector } from '../list/RunInspector.tsx';
import { useListScene } from '../list/use-list-scene.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { DeliveriesEmpty } from './DeliveriesEmpty.tsx';
import { DeliveryInspector } from './DeliveryInspector.tsx';
import { deliveryColumns, targetNames } from './delivery-columns.tsx';
import { type DeliveryActs, useDeliveryActs } from './use-delivery-acts.ts';

const RUN_WORDS = { good: 'Delivered', bad: 'Failed', open: 'Pending' };

/** Every event on its way to a subscription, with each attempt in full. */
export function DeliveriesScene() {
  const { deliveries, resources } = useWorkbench();
  const subscriptions = useResource(resources.subscriptions).data;
  const scene = useListScene({ name: 'deliveries', list: deliveries });
  const { screen, layout, row, shownId } = scene;
  const acts = useDeliveryActs(screen);
  const nameOf = useMemo(() => targetNames(subscriptions ?? []), [subscriptions]);
  const columns = useMemo(() => deliveryColumns(nameOf), [nameOf]);
  useTitle(row ? `#${row.number} ${row.event_type}, Deliveries` : 'Deliveries');
  return (
    <>
      <SceneHeader title="Deliveries" />
      <SplitPane
        list={
          <ListPane
            scene={scene}
            noun="deliveries"
            label="Deliveries"
            columns={columns}
            empty={<DeliveriesEmpty screen={screen} />}
          >
            <BulkReplayBar list="deliveries" />
            <DeliveryBulkBar screen={screen} acts={acts} />
          </ListPane>
        }
        inspector={
          shownId === undefined ? null : isRunId(shownId) ? (
            <RunInspector key={shownId} id={shownId} scene={scene} words={RUN_WORDS} />
          ) : (
            <DeliveryInspector
              key={shownId}
              id={shownId}
              row={screen.rowOf(shownId)}
              {...{ screen, acts, nameOf }}
            />
          )
        }
        listName="Deliveries"
        isListKept={isAboutSeveral(screen.selection)}
        share={layout.share}
        onShare={layout.setShare}
        isTurned={layout.isTurned}
        onBack={screen.clear}
      />
    </>
  );
}

function DeliveryBulkBar({ screen, acts }: { screen: RowScreen<Delivery>; acts: DeliveryActs }) {
  const blockedBy = useBlockedBy();
  return (
    <BulkBar screen={screen}>
      <Button
        icon={RotateCcw}
        command="replay"
        blockedBy={blockedBy}
        onClick={() => acts.replayAll(screen.chosen)}
      >
        Replay
      </Button>
      <CompareButton screen={screen} />
      <ExportMenu chosen={screen.chosen} what="deliveries" />
    </BulkBar>
  );
}
