import { useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Delivery } from '../../../server/contract/delivery.ts';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { countOf } from '../../text/amount-text.ts';
import { compareSelected } from '../compare/compare-selected.ts';
import type { Chosen } from '../list/chosen-rows.ts';
import type { RowScreen } from '../list/use-row-screen.ts';

export interface DeliveryActs {
  tryNow(id: string): void;
  stopRetrying(id: string): void;
  replay(ids: readonly string[]): void;
  /** Several rows, or all that the filter matches. */
  replayAll(chosen: Chosen): void;
}

/** What can be done with deliveries, by control or by key. */
export function useDeliveryActs(screen: RowScreen<Delivery>): DeliveryActs {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const [, navigate] = useLocation();
  const newest = useRef(screen);
  newest.current = screen;
  const acts = useMemo(() => makeActs(workbench), [workbench]);
  const commands = useMemo(() => {
    const active = () => newest.current.rowOf(newest.current.selectionNow().activeId ?? '');
    return [
      {
        id: 'replay' as const,
        blockedBy,
        run: () => {
          const row = active();
          const chosen = newest.current.chosenNow();
          if (chosen.count > 1) {
            acts.replayAll(chosen);
          } else if (row) {
            runAgain(row, acts);
          }
        },
      },
      {
        id: 'compare' as const,
        run: () => compareSelected(newest.current, workbench.notices, navigate),
      },
      {
        id: 'trace' as const,
        run: () => {
          const row = active();
          if (row) {
            navigate(`/traces/${row.id}`);
          }
        },
      },
    ];
  }, [acts, blockedBy, navigate, workbench]);
  useCommands(commands);
  return acts;
}

/** What waits is tried at once; what is settled is sent again as a delivery of its own. */
export function runAgain(row: Delivery, acts: DeliveryActs): void {
  if (row.state === 'pending') {
    acts.tryNow(row.id);
  } else {
    acts.replay([row.id]);
  }
}

function makeActs({ client, notices, undo, bulkReplays }: Workbench): DeliveryActs {
  return {
    tryNow(id) {
      client
        .call('tryDeliveryNow', { params: { id } })
        .then(() => notices.show('Trying now.'))
        .catch(notices.refuse);
    },
    stopRetrying(id) {
      undo
        .perform({
          text: 'Stopped retrying.',
          undo: () => client.call('resumeDelivery', { params: { id } }),
          redo: () => client.call('cancelDelivery', { params: { id } }),
        })
        .catch(notices.refuse);
    },
    replayAll({ target, count }) {
      bulkReplays.start('deliveries', target, count).catch(notices.refuse);
    },
    replay(ids) {
      Promise.all(ids.map((id) => client.call('replayDelivery', { params: { id } })))
        .then((accepted) => notices.show(`Replayed ${countOf(accepted.length, 'event')}.`))
        .catch(notices.refuse);
    },
  };
}
