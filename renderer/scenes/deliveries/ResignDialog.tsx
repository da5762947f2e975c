import type { Delivery } from '../../../server/contract/delivery.ts';
import { TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useWorkbench } from '../../stores/use-workbench.ts';

interface ResignDialogProps {
  row: Delivery;
  /** Whom it goes to. */
  name: string;
  onClose: () => void;
}

/** Sends an event once more, signed anew with the secret in force or with another one. */
export function ResignDialog({ row, name, onClose }: ResignDialogProps) {
  const { client, notices } = useWorkbench();
  const blockedBy = useBlockedBy();
  const form = useForm({
    initial: { secret: '' },
    check: () => ({}),
    send: async ({ secret }) => {
      await client.call('replayDelivery', {
        params: { id: row.id },
        body: secret.trim() === '' ? {} : { secret: secret.trim() },
      });
      notices.show(`Re-signed and sent to ${name}.`);
      onClose();
    },
  });
  return (
    <FormDialog
      form={form}
      title={`Re-sign ${row.event_type}`}
      description={`Sent to ${name} once more, as a replay: fresh timestamp, same event id. It counts as no retry and no failure.`}
      onClose={onClose}
      submitLabel="Re-sign and send"
      blockedBy={blockedBy}
    >
      <TextField
        label="Secret"
        isMono
        placeholder="the one in force"
        help="Left empty, the secret that is in force signs. Another one signs this send alone."
        {...form.text('secret')}
      />
    </FormDialog>
  );
}
