import { useState } from 'react';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { type Form, useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';
import { countOf } from '../../text/amount-text.ts';

interface ReplayMissedProps {
  subscription: Subscription;
  onClose: () => void;
}

interface TimeRange {
  since: string;
  until: string;
}

/** Every event that it wanted and never got, within a range of time: counted first, then sent. */
export function ReplayMissed({ subscription, onClose }: ReplayMissedProps) {
  const { client, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const [counted, setCounted] = useState<{ range: TimeRange; matched: number } | null>(null);
  const form = useForm<TimeRange>({
    initial: { since: localInput(new Date(subscription.created_at)), until: '' },
    check: ({ since, until }) => ({
      since: instantOf(since) === undefined ? 'Choose a day and a time.' : undefined,
      until:
        until !== '' && (instantOf(until) ?? '') <= (instantOf(since) ?? '')
          ? 'Later than “Since”.'
          : undefined,
    }),
    send: async (range) => {
      const { since, until } = range;
      const isCounted = counted?.range === range;
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
        setCounted({ range, matched: found });
      }
    },
  });
  // What was counted holds for the range that it was counted in.
  const matched = counted?.range === form.values ? counted.matched : null;
  return (
    <FormDialog
      form={form}
      title="Replay what it never got"
      description="Events that it wanted and that were never delivered to it: failed, cancelled, or from a time when it was disabled."
      onClose={onClose}
      submitLabel={matched === null ? 'Count them' : `Replay ${countOf(matched, 'event')}`}
      blockedBy={matched === 0 ? 'Nothing was missed in this time.' : blockedBy}
    >
      <RangeFields form={form} />
      <p role="status" className="tabular text-body text-ink-2">
        {matched === null ? '' : `It never got ${countOf(matched, 'event')} of this time.`}
      </p>
    </FormDialog>
  );
}

function RangeFields({ form }: { form: Form<TimeRange> }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField label="Since" type="datetime-local" {...form.text('since')} />
      <TextField
        label="Until"
        type="datetime-local"
        help="Empty: until now."
        {...form.text('until')}
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
