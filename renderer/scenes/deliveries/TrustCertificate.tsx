import { useCallback } from 'react';
import type { Attempt } from '../../../server/contract/delivery.ts';
import { Button } from '../../components/Button.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useResource, useWorkbench } from '../../stores/use-workbench.ts';

interface TrustCertificateProps {
  attempt: Attempt;
  subscriptionId: string | null;
}

/** The way out of a self-signed certificate, where it was one and is not trusted yet. */
export function TrustCertificate({ attempt, subscriptionId }: TrustCertificateProps) {
  const { client, resources, undo } = useWorkbench();
  const blockedBy = useBlockedBy();
  const subscriptions = useResource(resources.subscriptions).data ?? [];
  const subscription = subscriptions.find(({ id }) => id === subscriptionId);
  const trust = useAct(
    useCallback(() => {
      const apply = async (trusts: boolean) => {
        const params = { id: subscriptionId ?? '' };
        await client.call('changeSubscription', {
          params,
          body: { policy: { trust_certificate: trusts } },
        });
        await resources.subscriptions.reload();
      };
      return undo.perform({
        text: 'Its certificate is trusted from now on.',
        undo: () => apply(false),
        redo: () => apply(true),
      });
    }, [client, resources, undo, subscriptionId]),
  );
  const isSelfSigned =
    attempt.outcome === 'tls_failed' && attempt.explanation.includes('self-signed');
  if (!isSelfSigned || subscription === undefined || subscription.policy.trust_certificate) {
    return null;
  }
  return (
    <Button isBusy={trust.isBusy} blockedBy={blockedBy} onClick={() => trust.run()}>
      Trust for this URL
    </Button>
  );
}
