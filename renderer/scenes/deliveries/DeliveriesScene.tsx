import { RotateCcw } from 'lucide-react';
import { useMemo } from 'react';
import type { Delivery } from '../../../server/contract/delivery.ts';
import { Button } from '../../components/Button.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import { BulkBar } from '../list/BulkBar.tsx';
import { BulkReplayBar } from '../list/BulkReplayBar.tsx';
import { ExportMenu } from '../list/ExportMenu.tsx';
import { ListPane } from '../list/ListPane.tsx';
import { ListSplit } from '../list/ListSplit.tsx';
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
  const { screen, row } = scene;
  const acts = useDeliveryActs(screen);
  const nameOf = useMemo(() => targetNames(subscriptions ?? []), [subscriptions]);
  const columns = useMemo(() => deliveryColumns(nameOf), [nameOf]);
  useTitle(row ? `#${row.number} ${row.event_type}, Deliveries` : 'Deliveries');
  return (
    <>
      <SceneHeader title="Deliveries" />
      <ListSplit
        scene={scene}
        listName="Deliveries"
        runWords={RUN_WORDS}
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
        inspect={(id) => (
          <DeliveryInspector
            key={id}
            id={id}
            row={screen.rowOf(id)}
            {...{ screen, acts, nameOf }}
          />
        )}
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
