import { useCallback } from 'react';
import type { Delivery } from '../../../server/contract/delivery.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { fireEvent } from '../../stores/fire.ts';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { ListLoading } from '../list/ListLoading.tsx';
import { FilterEmpty, ListFailure } from '../list/ListStates.tsx';
import type { RowScreen } from '../list/use-row-screen.ts';

const SAMPLE_EVENT = 'payment_received';

export function DeliveriesEmpty({ screen }: { screen: RowScreen<Delivery> }) {
  if (screen.state.status === 'failed') {
    return <ListFailure screen={screen} noun="deliveries" />;
  }
  if (screen.state.status !== 'ready') {
    return <ListLoading noun="deliveries" />;
  }
  return screen.filter.text === '' ? (
    <NothingSent />
  ) : (
    <FilterEmpty screen={screen} noun="deliveries" />
  );
}

function NothingSent() {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const fire = useAct(
    useCallback(() => fireEvent(workbench, { eventType: SAMPLE_EVENT }), [workbench]),
  );
  return (
    <EmptyState
      actions={
        <Button
          look="primary"
          isBusy={fire.isBusy}
          blockedBy={blockedBy}
          onClick={() => fire.run()}
        >
          Fire {SAMPLE_EVENT}
        </Button>
      }
    >
      No deliveries yet. Fire an event to see attempts here.
    </EmptyState>
  );
}
