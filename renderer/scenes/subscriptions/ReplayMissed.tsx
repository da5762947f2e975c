import { type FormEvent, useState } from 'react';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { countOf } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/Field.tsx';
import { type FieldErrors, useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';

interface ReplayMissedProps {
  subscription: Subscription;
  onClose: () => void;
}

/** Every event that it wanted and never got, within a range of time: counted first, then sent. */
export function ReplayMissed({ subscription, onClose }: ReplayMissedProps) {
  const { client, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const [matched, setMatched] = useState<number | null>(null);
  const form = useForm({
    initial: { since: localInput(new Date(subscription.created_at)), until: '' },
    check: ({ since, until }) => ({
      since: instantOf(since) === undefined ? 'Choose a day and a time.' : undefined,
      until:
        until !== '' && (instantOf(until) ?? '') <= (instantOf(since) ?? '')
          ? 'Later than “Since”.'
          : undefined,
    }),
    send: async ({ since, until }) => {
      const isCounted = matched !== null;
      const { matched: found, replayed } = await client.call('replayDeliveries', {
        body: {
          never_delivered_to: subscription.id,
          since: instantOf(since),
          ...(until === '' ? {} : { until: instantOf(until) }),
          is_dry_run: !isCounted,
        },
      });
      if (isCounted) {
        notices.show(`Sending ${countOf(replayed, 'event')} again.`);
        onClose();
      } else {
        setMatched(found);
      }
    },
  });
  const { values, errors } = form;
  const set = (change: Partial<typeof values>) => {
    form.set(change);
    setMatched(null);
  };
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  return (
    <Dialog
      title="Replay what it never got"
      description="Events that it wanted and that were never delivered to it: failed, cancelled, or from a time when it was disabled."
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="missed-form"
            isBusy={form.isBusy}
            blockedBy={matched === 0 ? 'Nothing was missed in this time.' : blockedBy}
          >
            {matched === null ? 'Count them' : `Replay ${countOf(matched, 'event')}`}
          </Button>
        </>
      }
    >
      <form id="missed-form" ref={form.box} noValidate onSubmit={onSubmit} className="grid gap-4">
        {form.failure ? (
          <p role="alert" className="rounded-control bg-fail-tint px-3 py-2 text-body text-fail">
            {form.failure}
          </p>
        ) : null}
        <RangeFields values={values} errors={errors} set={set} />
        <p role="status" className="tabular text-body text-ink-2">
          {matched === null ? '' : `It never got ${countOf(matched, 'event')} of this time.`}
        </p>
      </form>
    </Dialog>
  );
}

interface RangeFieldsProps {
  values: { since: string; until: string };
  errors: FieldErrors;
  set: (change: { since?: string; until?: string }) => void;
}

function RangeFields({ values, errors, set }: RangeFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Since"
        type="datetime-local"
        value={values.since}
        error={errors.since}
        onChange={(event) => set({ since: event.target.value })}
      />
      <TextField
        label="Until"
        type="datetime-local"
        help="Empty: until now."
        value={values.until}
        error={errors.until}
        onChange={(event) => set({ until: event.target.value })}
      />
    </div>
  );
}

/** Local time as the field wants it, to the minute. */
function localInput(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

function instantOf(text: string): string | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
