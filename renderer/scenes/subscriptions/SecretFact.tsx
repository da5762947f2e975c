import { Eye, EyeOff, KeyRound } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Registered, Subscription } from '../../../server/contract/subscription.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { SelectField } from '../../components/Field.tsx';
import { Fact } from '../../components/Scene.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { SecretShownOnce } from './SubscriptionDialogs.tsx';

/** Masked until asked for; gone again with the view. */
export function SecretFact({ subscription }: { subscription: Subscription }) {
  const { client } = useWorkbench();
  const blockedBy = useBlockedBy();
  const [shown, setShown] = useState<string | null>(null);
  const [isRotating, setRotating] = useState(false);
  const { id } = subscription;
  const reveal = useAct(
    useCallback(async () => {
      const { secret } = await client.call('revealSecret', { params: { id } });
      setShown(secret);
    }, [client, id]),
  );
  return (
    <Fact name="Secret">
      <span className="mono min-w-0 break-all">{shown ?? subscription.secret_hint}</span>
      {shown === null ? (
        <IconButton
          label="Show secret"
          icon={Eye}
          blockedBy={blockedBy}
          onClick={() => reveal.run()}
        />
      ) : (
        <>
          <CopyButton label="Copy secret" text={shown} />
          <IconButton label="Hide secret" icon={EyeOff} onClick={() => setShown(null)} />
        </>
      )}
      <IconButton
        label="Rotate secret"
        icon={KeyRound}
        blockedBy={blockedBy}
        onClick={() => setRotating(true)}
      />
      {subscription.secrets > 1 ? (
        <span className="text-table text-ink-3">two sign while the rotation overlaps</span>
      ) : null}
      {isRotating ? (
        <RotateSecret
          subscription={subscription}
          onClose={() => {
            setRotating(false);
            // What is shown may be the old one now.
            setShown(null);
          }}
        />
      ) : null}
    </Fact>
  );
}

const OVERLAPS: readonly { hours: number; label: string }[] = [
  { hours: 24, label: 'one day' },
  { hours: 1, label: 'one hour' },
  { hours: 168, label: 'seven days' },
  { hours: 0, label: 'no overlap: the old one stops at once' },
];

interface RotateSecretProps {
  subscription: Subscription;
  onClose: () => void;
}

/** The old secret signs beside the new one for the overlap, so that no receiver breaks. */
function RotateSecret({ subscription, onClose }: RotateSecretProps) {
  const { client, resources } = useWorkbench();
  const [hours, setHours] = useState(24);
  const [registered, setRegistered] = useState<Registered | null>(null);
  const rotate = useAct(
    useCallback(async () => {
      setRegistered(
        await client.call('rotateSecret', {
          params: { id: subscription.id },
          body: { overlap_ms: hours * 3_600_000 },
        }),
      );
      await resources.subscriptions.reload();
    }, [client, resources, subscription.id, hours]),
  );
  if (registered) {
    return <SecretShownOnce title="The new secret" registered={registered} onClose={onClose} />;
  }
  return (
    <Dialog
      title="Rotate the secret"
      description={
        hours === 0
          ? 'Receivers that know only the old secret will refuse what is sent from now on.'
          : 'Both secrets sign until the overlap ends.'
      }
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={hours === 0 ? 'danger' : 'primary'}
            isBusy={rotate.isBusy}
            onClick={() => rotate.run()}
          >
            {hours === 0 ? 'Rotate without overlap' : 'Rotate'}
          </Button>
        </>
      }
    >
      <SelectField
        label="Overlap"
        value={hours}
        onChange={(event) => setHours(Number(event.target.value))}
      >
        {OVERLAPS.map((overlap) => (
          <option key={overlap.hours} value={overlap.hours}>
            {overlap.label}
          </option>
        ))}
      </SelectField>
    </Dialog>
  );
}
