import { useCallback } from 'react';
import type { Subscription, SubscriptionState } from '../../../server/contract/subscription.ts';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';

const STATES: readonly { value: SubscriptionState; label: string; done: string }[] = [
  { value: 'enabled', label: 'Enabled', done: 'Enabled.' },
  { value: 'paused', label: 'Paused', done: 'Paused. Events queue up.' },
  { value: 'disabled', label: 'Disabled', done: 'Disabled.' },
];

export function StateSelect({ subscription }: { subscription: Subscription }) {
  const { client, resources, undo } = useWorkbench();
  const blockedBy = useBlockedBy();
  const { id, state } = subscription;
  const change = useAct(
    useCallback(
      (next: SubscriptionState) => {
        const apply = async (to: SubscriptionState) => {
          await client.call('changeSubscription', { params: { id }, body: { state: to } });
          await resources.subscriptions.reload();
        };
        return undo.perform({
          text: STATES.find((one) => one.value === next)?.done ?? next,
          undo: () => apply(state),
          redo: () => apply(next),
        });
      },
      [client, resources, undo, id, state],
    ),
  );
  return (
    <select
      aria-label="State"
      value={state}
      disabled={blockedBy !== undefined || change.isBusy}
      onChange={(event) => {
        const next = STATES.find((one) => one.value === event.target.value);
        if (next) {
          change.run(next.value);
        }
      }}
      className="h-7 rounded-control border border-edge bg-panel px-1.5 text-body"
    >
      {STATES.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}
