import { useCallback } from 'react';
import { Link } from 'wouter';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { outcomeText } from '../../components/DeliveryMark.tsx';
import { Fact } from '../../components/Scene.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { useDetail } from '../list/use-detail.ts';

/** An ordered subscription: the delivery that all others wait for, and how it stands. */
export function HeadOfLine({ subscription }: { subscription: Subscription }) {
  const { client } = useWorkbench();
  const { counts } = subscription;
  const load = useCallback(
    async (id: string) => {
      const filter = `sub:${id} status:pending`;
      const { items, total } = await client.call('listDeliveries', {
        query: { limit: 1, filter },
      });
      const [newest] = items;
      const headId = newest?.waits_for ?? newest?.id;
      const head =
        headId === undefined || headId === newest?.id
          ? newest
          : await client.call('getDelivery', { params: { id: headId } });
      return { head: head ?? null, waiting: Math.max(0, total - 1) };
    },
    [client],
  );
  const revision = `${counts.pending} ${counts.delivered} ${counts.failed} ${counts.cancelled}`;
  const { data } = useDetail(subscription.id, revision, load);
  const head = data?.head ?? null;
  if (head === null) {
    return <Fact name="Order">kept; nothing waits</Fact>;
  }
  const result = outcomeText({ status: head.last_status, outcome: head.last_outcome });
  return (
    <Fact name="Order">
      <span>
        kept; head of the line{' '}
        <Link href={`/deliveries/${head.id}`} className="text-accent underline">
          #{head.number} {head.event_type}
        </Link>
        {result ? `, last answer ${result}` : ', not attempted yet'}
        {head.next_attempt_at === null ? null : (
          <>
            , next at <TimeText instant={head.next_attempt_at} hasMilliseconds={false} />
          </>
        )}
      </span>
      <span className="tabular text-table text-ink-3">
        {data?.waiting === 0 ? 'no one waits behind it' : `${data?.waiting} wait behind it`}
      </span>
    </Fact>
  );
}
