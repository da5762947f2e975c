import { useCallback } from 'react';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { DialectOptions } from '../../components/DialectOptions.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';

/** How a subscription signs. The inbox of this computer that it points at checks by it from then on. */
export function DialectSelect({ subscription }: { subscription: Subscription }) {
  const { client, resources, undo } = useWorkbench();
  const dialects = useResource(resources.dialects).data ?? [];
  const blockedBy = useBlockedBy();
  const { id, dialect } = subscription;
  const change = useAct(
    useCallback(
      (next: string) => {
        const apply = async (to: string) => {
          await client.call('changeSubscription', { params: { id }, body: { dialect: to } });
          await Promise.all([resources.subscriptions.reload(), resources.inboxes.reload()]);
        };
        return undo.perform({
          text: `Signs as ${dialects.find((one) => one.id === next)?.name ?? next}.`,
          undo: () => apply(dialect),
          redo: () => apply(next),
        });
      },
      [client, resources, undo, dialects, id, dialect],
    ),
  );
  return (
    <select
      aria-label="Signs as"
      value={dialect}
      disabled={blockedBy !== undefined || change.isBusy}
      onChange={(event) => change.run(event.target.value)}
      className="h-7 max-w-full rounded-control border border-edge bg-panel px-1.5 text-body"
    >
      <DialectOptions chosen={dialect} />
    </select>
  );
}
